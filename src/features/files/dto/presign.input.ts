import { Prop } from '../../../edge/dto/prop.js';
import { guarantees } from '../../../platform/object-store/url-signer.js';
import { type RequestableMethod, requestableMethods } from '../../uploads/index.js';

/** A file that a URL is requested for. */
export class PresignInput {
  @Prop.text({ min: 1, max: 255, description: 'Original file name: no path parts or control characters.' })
  filename: string;

  @Prop.text({ min: 3, max: 255, wire: 'mimeType', description: 'MIME type: send it as Content-Type.' })
  mimeType: string;

  @Prop.text({ min: 1, max: 63, description: 'The bucket, by name or id.' })
  bucket: string;

  @Prop.byteSize({ min: 1, description: 'Size in bytes, exactly. Images: FILES_MAX_IMAGE_BYTES at most.' })
  size: number;

  @Prop.json({ optional: true, description: 'Your own JSON, at most 16 KiB; stored with the file.' })
  metadata?: Record<string, unknown>;

  @Prop.choice({
    values: requestableMethods,
    optional: true,
    description:
      'How the bytes will be sent. Default PUT up to 5 GiB, then MULTIPART, whose parts are signed by `POST /v1/uploads/{id}/parts`.',
  })
  method?: RequestableMethod;

  @Prop.choice({
    values: guarantees,
    each: true,
    maxItems: 4,
    optional: true,
    description: 'What the store enforces beyond length and type: sha256 (needs sha256), create_only.',
  })
  guarantees?: string[];

  @Prop.text({
    pattern: /^[0-9a-fA-F]{64}$/,
    patternMessage: 'must be a SHA-256 of 64 hex digits',
    optional: true,
    description: 'SHA-256 of the file in hex; a file with another one is rejected.',
  })
  sha256?: string;
}

/** Has no fields. */
export class ConfirmFileBody {}
