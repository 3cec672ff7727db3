import { InputType } from '@nestjs/graphql';
import { Prop } from '../../../../edge/dto/prop.js';
import type { AskedUpload } from '../../domain/asked-upload.js';
import { describedFileType } from '../../../buckets/index.js';
import type { RequestableMethod } from '../../domain/upload-method.js';
import { describedGuarantee, describedRequestableMethod } from './upload.enums.js';

/** What a caller declares about a file. All of it is checked before any URL is issued. */
@InputType({ isAbstract: true })
export class CreateUploadInput implements AskedUpload {
  @Prop.text({
    min: 1,
    max: 255,
    description: 'Original file name: no path parts or control characters.',
    example: 'report.pdf',
  })
  filename: string;

  @Prop.text({
    min: 3,
    max: 255,
    description: 'MIME type. Signed into the URL: send it as Content-Type.',
    example: 'application/pdf',
  })
  contentType: string;

  @Prop.byteSize({
    min: 1,
    optional: true,
    description:
      'Size in bytes. Checked against tier, bucket and quota, and signed as Content-Length. Without it the upload is a POST form that takes up to the limit, where the store takes forms, else a PUT without the guarantee length.',
    example: 48213,
  })
  fileSizeBytes?: number;

  @Prop.integer({ min: 60, max: 86_400, optional: true, description: 'Seconds that the URL lives. Default 3600.' })
  presignedUrlExpiration?: number;

  @Prop.enumeration({
    ...describedRequestableMethod,
    optional: true,
    description:
      'How the bytes will be sent; MULTIPART needs file_size_bytes. Default PUT, above 100 MiB MULTIPART; POST for an unknown size where the store takes forms and no guarantee is asked for.',
  })
  method?: RequestableMethod;

  @Prop.enumeration({
    ...describedGuarantee,
    each: true,
    maxItems: 4,
    optional: true,
    description:
      'What the store has to enforce beyond length and type. A guaranteed SHA-256 needs file_hash. Forms carry neither.',
  })
  guarantees?: string[];

  @Prop.json({
    optional: true,
    description: 'Your own JSON, at most 16 KiB; stored with the upload, never on the URL.',
  })
  metadata?: Record<string, unknown>;

  @Prop.flag({ optional: true, description: 'Make an object of the file when it is admitted. Default true.' })
  createObjectOnConfirm?: boolean;

  @Prop.json({ optional: true, description: 'Metadata of that object, at most 16 KiB.' })
  objectMetadata?: Record<string, unknown>;

  @Prop.text({
    min: 1,
    max: 100,
    pattern: /^[A-Za-z0-9_]+$/,
    patternMessage: 'must be letters, digits and underscores',
    optional: true,
    description: 'The object’s property that holds the file. Default: the file name without its extension.',
  })
  blobProperty?: string;

  @Prop.enumeration({
    ...describedFileType,
    optional: true,
    description: 'Type of that property. Default: from the MIME type.',
  })
  blobType?: string;

  @Prop.text({
    pattern: /^[0-9a-fA-F]{64}$/,
    patternMessage: 'must be a SHA-256 of 64 hex digits',
    optional: true,
    description: 'SHA-256 of the file in hex. Verified against the stored bytes.',
  })
  fileHash?: string;

  @Prop.flag({ optional: true, description: 'Share stored bytes with an equal file. Default true.' })
  skipDuplicates?: boolean;
}
