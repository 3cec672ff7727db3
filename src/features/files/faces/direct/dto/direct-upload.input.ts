import { Prop } from '../../../../../edge/dto/prop.js';

/** The file that a browser announces. */
export class BlobInput {
  @Prop.text({ min: 1, max: 255, description: 'Original file name: no path parts or control characters.' })
  filename: string;

  @Prop.text({
    min: 3,
    max: 255,
    optional: true,
    description: 'MIME type, signed into the URL. Default: application/octet-stream.',
  })
  contentType?: string;

  @Prop.byteSize({
    min: 0,
    description: 'Size in bytes, exactly. An empty file is taken, and rejected after it arrived.',
  })
  byteSize: number;

  @Prop.text({
    min: 1,
    max: 100,
    description: 'Base64 of the MD5 (24 characters) or of the SHA-256 (44 characters, with or without `sha256:`).',
  })
  checksum: string;

  @Prop.json({
    optional: true,
    description: 'Your own JSON, at most 16 KiB. The names analyzed, identified and composed are left out.',
  })
  metadata?: Record<string, unknown>;
}

/** The body that Active Storage sends. */
export class DirectUploadInput {
  @Prop.object(() => BlobInput, { description: 'The file.' })
  blob: BlobInput;
}
