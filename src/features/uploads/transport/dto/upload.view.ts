import { Field, ObjectType } from '@nestjs/graphql';
import { ApiStringMap } from '../../../../edge/openapi/string-map.js';
import { Node } from '../../../../edge/graphql/node/node.js';
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
@ObjectType('Upload', { implements: () => [Node], description: 'One file’s record and where it is in its life.' })
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
    const json = super.toJSON();
    json.headers = this.signedHeaders;
    json.fields = this.signedFields;
    return json;
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
      ...{ uploadId: null, s3Key: null, status: 'SKIPPED' },
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
    const view = new UploadView();
    view.declare(upload);
    view.report(upload);
    view.issue(signed);
    return view;
  }

  /** What the upload was created with. One property after the other: a create would spend much of its time on copies. */
  private declare(upload: Upload): void {
    this.id = this.uploadId = upload.id;
    this.bucketId = upload.bucketId;
    this.filename = upload.filename;
    this.contentType = upload.contentType;
    this.presignedUrlExpiration = upload.urlExpiresInSeconds;
    this.createObjectOnConfirm = upload.createObjectOnConfirm;
    this.createdAt = upload.createdAt;
    this.expiresAt = upload.urlExpiresAt;
    this.method = upload.method;
    this.metadata = upload.metadata;
    this.objectMetadata = upload.objectMetadata;
    this.blobProperty = upload.blobProperty;
    this.blobType = upload.blobType;
    this.skipDuplicates = upload.skipDuplicates;
    this.documentId = upload.documentId;
    this.guarantees = upload.guarantees;
    const plan = planOf(upload);
    this.partSize = plan?.partSize ?? null;
    this.partCount = plan?.partCount ?? null;
  }

  /** What has become of it. */
  private report(upload: Upload): void {
    const { blob } = upload;
    this.status = statusNameOf(upload);
    this.statusReason = upload.statusReason;
    this.serverTime = new Date();
    this.s3Key = upload.status === 'AVAILABLE' ? (blob?.key ?? upload.key) : upload.key;
    this.fileSizeBytes = upload.size ?? upload.declaredSize;
    this.fileHash = blob?.sha256 ?? upload.declaredHash;
    this.detectedType = upload.detectedType;
    this.typeProof = upload.typeProof;
    this.completedAt = upload.completedAt;
    this.verifiedAt = upload.verifiedAt;
    this.etag = upload.etag;
    this.duplicateOfUploadId = upload.duplicateOfUploadId;
    this.isDuplicate = upload.duplicateOfUploadId !== null;
    this.skippedUniqueKey = false;
    this.bucketObjectId = upload.objectId;
    this.taskId = taskIdOf(upload);
  }

  private issue(signed: SignedUpload | null): void {
    this.presignedUrl = signed?.url ?? null;
    this.signedHeaders = signed?.headers ?? null;
    this.signedFields = signed?.fields ?? null;
  }
}
