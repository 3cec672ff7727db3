import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Prop } from '../../../../edge/dto/prop.js';
import { viewFor } from '../../../../edge/dto/scoped-view.js';
import type { TypeProof } from '../../../../shared/media-types/type-proof.js';
import { describedFileType } from '../../../buckets/index.js';
import {
  describedGuarantee,
  describedTypeProof,
  describedUploadMethod,
  describedUploadStatus,
} from './upload.enums.js';

/**
 * The fields of an upload, one table for REST and GraphQL. A sender without `uploads:read` is shown the `open` ones; what
 * was found in the bytes needs reading.
 */
@ObjectType({ isAbstract: true })
export abstract class UploadFields extends viewFor('uploads:read') {
  @Field(() => ID, { description: 'Same as uploadId. Of an answer that made no upload, an id that finds nothing.' })
  id: string;

  @Prop.text({
    open: true,
    nullable: true,
    description: 'Id of the upload; the file’s id in every API. Null when none was made (SKIPPED).',
  })
  uploadId: string | null;

  @Prop.text({ open: true, description: 'Bucket it goes to.' })
  bucketId: string;

  @Prop.text({ open: true, description: 'Original file name.' })
  filename: string;

  @Prop.text({ open: true, description: 'Declared MIME type.' })
  contentType: string;

  @Prop.integer({ open: true, description: 'Seconds that the URL lives from when it was issued.' })
  presignedUrlExpiration: number;

  @Prop.text({ nullable: true, description: 'The planned final key; once available, where the bytes are.' })
  s3Key: string | null;

  @Prop.enumeration({ ...describedUploadStatus, open: true, description: 'Where it is in its life.' })
  status: string;

  @Prop.text({
    open: true,
    nullable: true,
    description:
      'Why it failed, e.g. infected:<signature>, mime_mismatch; or why no object was made: unique_key_exists.',
  })
  statusReason: string | null;

  @Prop.flag({ open: true, description: 'Whether an object is made when it is admitted.' })
  createObjectOnConfirm: boolean;

  @Prop.dateTime({ open: true, description: 'When it was created.' })
  createdAt: Date;

  @Prop.dateTime({
    open: true,
    description: 'When its URL expires; compare with server_time, not with your own clock.',
  })
  expiresAt: Date;

  @Prop.dateTime({ open: true, description: 'The service’s clock when it answered.' })
  serverTime: Date;

  @Prop.byteSize({ nullable: true, description: 'Size in bytes: declared, and verified once available.' })
  fileSizeBytes: number | null;

  @Prop.text({
    open: true,
    nullable: true,
    description: 'Where to send the bytes. Null unless this answer issued a URL.',
  })
  presignedUrl: string | null;

  @Prop.enumeration({ ...describedUploadMethod, open: true, description: 'How the bytes are sent.' })
  method: string;

  @Prop.byteSize({ open: true, nullable: true, description: 'Size of every part but the last (MULTIPART only).' })
  partSize: number | null;

  @Prop.integer({ open: true, nullable: true, description: 'How many parts there are (MULTIPART only).' })
  partCount: number | null;

  @Prop.json({ description: 'Your own JSON.' })
  metadata: Record<string, unknown>;

  @Prop.json({ nullable: true, description: 'Metadata of the object made from it.' })
  objectMetadata: Record<string, unknown> | null;

  @Prop.text({ nullable: true, description: 'The object’s property that holds the file.' })
  blobProperty: string | null;

  @Prop.enumeration({ ...describedFileType, nullable: true, description: 'Type of that property.' })
  blobType: string | null;

  @Prop.text({
    nullable: true,
    description:
      'What the bytes were proven to be, once they were inspected; application/octet-stream without a proof.',
  })
  detectedType: string | null;

  @Prop.enumeration({
    ...describedTypeProof,
    nullable: true,
    description: 'What the declared type is worth, once the bytes were inspected.',
  })
  typeProof: TypeProof | null;

  @Prop.text({
    nullable: true,
    description: 'SHA-256 in hex: declared, and computed from the stored bytes once available.',
  })
  fileHash: string | null;

  @Prop.flag({ open: true, description: 'Whether stored bytes may be shared with an equal file.' })
  skipDuplicates: boolean;

  @Prop.flag({ description: 'Whether it shares the stored bytes of an earlier upload.' })
  isDuplicate: boolean;

  @Prop.text({ nullable: true, description: 'That earlier upload.' })
  duplicateOfUploadId: string | null;

  @Prop.flag({ open: true, description: 'Whether a unique key of the bucket’s schema was present already.' })
  skippedUniqueKey: boolean;

  @Prop.text({ open: true, nullable: true, description: 'The object that has that key.' })
  existingObjectId: string | null;

  @Prop.text({ open: true, nullable: true, description: 'Explains an answer that made no upload.' })
  message: string | null;

  @Prop.dateTime({ open: true, nullable: true, description: 'When it reached its end.' })
  completedAt: Date | null;

  @Prop.dateTime({ nullable: true, description: 'When its bytes were verified.' })
  verifiedAt: Date | null;

  @Prop.text({ nullable: true, description: 'The store’s ETag of the uploaded bytes; a version tag, never a hash.' })
  etag: string | null;

  @Prop.text({ nullable: true, description: 'The object made from it.' })
  bucketObjectId: string | null;

  @Prop.text({ open: true, nullable: true, description: 'The task that admits it, once it was confirmed.' })
  taskId: string | null;

  @Prop.text({ nullable: true, description: 'The document made from it.' })
  documentId: string | null;

  @Prop.enumeration({
    ...describedGuarantee,
    open: true,
    each: true,
    description: 'What the store enforces for this URL.',
  })
  guarantees: string[];
}
