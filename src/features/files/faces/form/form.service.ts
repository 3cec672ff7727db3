import { Injectable } from '@nestjs/common';
import mime from 'mime';
import { Config } from '../../../../config/config.js';
import type { Actor } from '../../../../shared/actor.js';
import { isNotFound } from '../../../../shared/errors/domain-error.js';
import { type Bucket, BucketsService } from '../../../buckets/index.js';
import {
  ConfirmUploadService,
  CreateUploadService,
  type IssuedUpload,
  StagedBytes,
  type Upload,
  UploadsService,
  UploadUrlsService,
} from '../../../uploads/index.js';
import { asFormApiError, FormApiErrors } from './form-errors.js';
import type { FormUrlInput } from './form.input.js';
import { successUrlProblem } from './success-url.js';

const DEFAULT_BUCKET = 'assets';
/** The type of a file whose extension tells none. */
const UNKNOWN_TYPE = 'application/octet-stream';

/** An upload that is sent by a form. */
export interface IssuedForm extends IssuedUpload {
  /** The page that the form leads to. */
  successUrl?: string;
}

/** The note of a request for a form. */
export interface MadeForm {
  /** Of the upload. */
  id: string;
  successUrl?: string;
}

/** The form API: uploads by signed forms, which are named by their keys. */
@Injectable()
export class FormService {
  constructor(
    private readonly creation: CreateUploadService,
    private readonly confirmation: ConfirmUploadService,
    private readonly uploads: UploadsService,
    private readonly staged: StagedBytes,
    private readonly urls: UploadUrlsService,
    private readonly buckets: BucketsService,
    private readonly config: Config,
  ) {}

  async issue(actor: Actor, input: FormUrlInput): Promise<IssuedForm> {
    const { filename, metadata = {}, successUrl } = input;
    this.checkSuccessUrl(successUrl);
    const bucket = await this.bucketNamed(actor, input.bucket ?? DEFAULT_BUCKET);
    const asked = {
      ...{ filename, metadata, method: 'POST' as const },
      contentType: input.contentType ?? mime.getType(filename) ?? UNKNOWN_TYPE,
      presignedUrlExpiration: this.config.get('FORM_URL_EXPIRY'),
      limits: {
        name: 'FORM_MAX_FILE_SIZE',
        maxBytes: this.config.get('FORM_MAX_FILE_SIZE'),
        contentTypes: this.config.get('FORM_ALLOWED_CONTENT_TYPES'),
      },
      keyTemplate: this.keyTemplateFor(bucket),
      note: { successUrl },
      face: 'form' as const,
    };
    const issued = await this.creation.create(actor, bucket.id, asked).catch(refuseAsFormApi);
    return this.leadingTo(successUrl, issued);
  }

  /** A form that was issued before, for its retried request. It is signed by the renewal. */
  async recall(actor: Actor, { id, successUrl }: MadeForm): Promise<IssuedForm> {
    return { upload: await this.uploads.recall(actor, id), signed: null, successUrl };
  }

  /** The page is signed into the form and is not part of the upload. */
  leadingTo(successUrl: string | undefined, issued: IssuedUpload): IssuedForm {
    if (successUrl === undefined) return issued;
    return { ...issued, signed: this.urls.sign(issued.upload, { successUrl }), successUrl };
  }

  /** By its final key or its staging key. Returns the upload and the bytes that arrived. */
  async confirm(actor: Actor, key: string): Promise<{ upload: Upload; size: number | null }> {
    const named = await this.uploads.findByKey(actor, key.replace(/^\/+|\/+$/g, ''));
    if (!named) throw FormApiErrors.noSuchKey();
    const upload = await this.confirmation.confirm(actor, named.id, {}).catch(refuseAsFormApi);
    return { upload, size: await this.staged.sizeOf(upload) };
  }

  private async bucketNamed(actor: Actor, bucket: string): Promise<Bucket> {
    return this.buckets.get(actor, bucket).catch((error: unknown) => {
      throw isNotFound(error) ? FormApiErrors.unknownBucket(bucket) : error;
    });
  }

  /** A bucket that names its keys by day or by a template of its own does so for forms too. */
  private keyTemplateFor({ keyStrategy }: Bucket): string | undefined {
    if (keyStrategy !== 'id') return undefined;
    return `${this.config.get('FORM_UPLOAD_PREFIX')}{workspace_id}/{upload_id}/{filename}`;
  }

  private checkSuccessUrl(successUrl: string | undefined): void {
    if (successUrl === undefined) return;
    const problem = successUrlProblem(successUrl, this.config.get('CORS_ORIGINS'));
    if (problem) throw FormApiErrors.successUrl(problem);
  }
}

function refuseAsFormApi(error: unknown): never {
  throw asFormApiError(error);
}
