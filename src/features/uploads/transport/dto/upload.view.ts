import { Field, ObjectType } from '@nestjs/graphql';
import { ApiStringMap } from '../../../../edge/openapi/string-map.js';
import type { Actor } from '../../../../shared/actor.js';
import { taskIdOf } from '../../domain/admission-task.js';
import { planOf } from '../../domain/multipart-plan.js';
import { statusNameOf } from '../../domain/status-names.js';
import type { Upload } from '../../domain/upload.js';
import type { IssuedUpload, SignedUpload } from '../../signing/issued-upload.js';
import { HeaderView } from './header.view.js';
import { UploadFields } from './upload-fields.js';

const HEADERS = 'Headers to send exactly as they are.';
const FIELDS = 'Form fields to send before the file (POST only).';
const DUPLICATE = 'File already exists with the same content hash. No upload needed - returning existing upload.';

/**
 * An upload as REST and GraphQL spell it: what is signed into its URL is a list of pairs in GraphQL and an object in
 * REST. Only an answer that issues a URL carries one.
 */
@ObjectType('Upload', { description: 'One file’s record and where it is in its life.' })
export class UploadView extends UploadFields {
  private signedHeaders: Record<string, string> | null = null;
  private signedFields: Record<string, string> | null = null;

  @ApiStringMap({ nullable: true, description: HEADERS })
  @Field(() => [HeaderView], { nullable: true, description: HEADERS })
  get headers(): HeaderView[] | null {
    return this.signedHeaders && HeaderView.listOf(this.signedHeaders);
  }

  @ApiStringMap({ nullable: true, description: FIELDS })
  @Field(() => [HeaderView], { nullable: true, description: FIELDS })
  get fields(): HeaderView[] | null {
    return this.signedFields && HeaderView.listOf(this.signedFields);
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), headers: this.signedHeaders, fields: this.signedFields };
  }

  /**
   * The answer to a create. Nothing is created for bytes, or for an object's unique key, that exist already. A created
   * upload is shown whole: it holds nothing but what the caller just sent.
   */
  static issued({ upload, signed, skippedFor, isDuplicate }: IssuedUpload): UploadView {
    const view = UploadView.whole(upload, signed);
    if (isDuplicate) return Object.assign(view, { isDuplicate, duplicateOfUploadId: upload.id, message: DUPLICATE });
    if (skippedFor === undefined) return view;
    return Object.assign(view, {
      ...{ id: skippedFor, uploadId: null, s3Key: null, status: 'SKIPPED' },
      ...{ skippedUniqueKey: true, existingObjectId: skippedFor },
      message: 'An object with the same unique key exists already. No upload needed.',
    });
  }

  /** An upload as far as this caller may see it. */
  static from(actor: Actor, upload: Upload, signed: SignedUpload | null = null): UploadView {
    return UploadView.whole(upload, signed).shownTo(actor);
  }

  /** All of it, for callers whose right to read was checked before. */
  static whole(upload: Upload, signed: SignedUpload | null = null): UploadView {
    const { filename, contentType, bucketId, method, metadata, objectMetadata, blobProperty, blobType } = upload;
    const { createObjectOnConfirm, createdAt, statusReason, skipDuplicates, guarantees, etag, verifiedAt } = upload;
    const { detectedType, typeProof } = upload;
    const view = Object.assign(new UploadView(), {
      ...{ detectedType, typeProof },
      ...{ filename, contentType, bucketId, method, metadata, objectMetadata, blobProperty, blobType },
      ...{ createObjectOnConfirm, createdAt, statusReason, skipDuplicates, guarantees, etag, verifiedAt },
      id: upload.id,
      uploadId: upload.id,
      status: statusNameOf(upload),
      presignedUrlExpiration: upload.urlExpiresInSeconds,
      expiresAt: upload.urlExpiresAt,
      serverTime: new Date(),
      s3Key: upload.status === 'AVAILABLE' ? (upload.blob?.key ?? upload.key) : upload.key,
      fileSizeBytes: upload.size ?? upload.declaredSize,
      fileHash: upload.blob?.sha256 ?? upload.declaredHash,
      completedAt: upload.completedAt,
      duplicateOfUploadId: upload.duplicateOfUploadId,
      isDuplicate: upload.duplicateOfUploadId !== null,
      bucketObjectId: upload.objectId,
      documentId: upload.documentId,
      taskId: taskIdOf(upload),
      ...partsOf(upload),
      skippedUniqueKey: false,
    });
    view.issue(signed);
    return view;
  }

  private issue(signed: SignedUpload | null): void {
    this.presignedUrl = signed?.url ?? null;
    this.signedHeaders = signed?.headers ?? null;
    this.signedFields = signed?.fields ?? null;
  }
}

function partsOf(upload: Upload): { partSize: number | null; partCount: number | null } {
  const plan = planOf(upload);
  return { partSize: plan?.partSize ?? null, partCount: plan?.partCount ?? null };
}
