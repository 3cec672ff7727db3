import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { pictureTypes } from '../../platform/image-processing/image-processor.js';
import type { Actor, Tenant } from '../../shared/actor.js';
import { AvailableBytes, isOpen, SignedIds, type Upload, UploadAccess, UploadErrors } from '../uploads/index.js';
import { isVariantName, RECIPE, VARIANT_TYPE, variantNames } from './domain/recipe.js';
import { ImageErrors } from './images.errors.js';
import { type ImageRecord, ImagesRepository, type ImageVariant } from './records/images.repository.js';
import type { FoundVariant, ShownImage, ShownVariant } from './shown-image.js';
import { VariantBytes } from './variant-bytes.js';
import { VariantWait } from './variant-wait.js';

const URL_SECONDS = 300;
/** When to ask again for variants that take longer than a request may wait. */
const RETRY_SECONDS = 5;

/** Pictures among the files of a workspace, and their variants. */
@Injectable()
export class ImagesService {
  constructor(
    private readonly images: ImagesRepository,
    private readonly access: UploadAccess,
    private readonly bytes: AvailableBytes,
    private readonly stored: VariantBytes,
    private readonly wait: VariantWait,
    private readonly signedIds: SignedIds,
    private readonly config: Config,
  ) {}

  /** What is known of those that are pictures, by the id of the upload, in one statement for all. */
  async of(tenant: Tenant, uploads: readonly Upload[]): Promise<Map<string, ShownImage>> {
    const pictures = uploads.filter(isPicture);
    const records = await this.images.ofBlobs(tenant, [...new Set(pictures.map(({ blob }) => blob!.id))]);
    return new Map(pictures.map((upload) => [upload.id, this.shownOf(upload, records.get(upload.blob!.id))]));
  }

  /** Has the variants of a picture made again, whatever became of them before. */
  async remake(actor: Actor, id: string): Promise<Upload> {
    const upload = await this.access.toActOn(actor, id);
    const { status, statusReason, detectedType } = upload;
    if (status !== 'AVAILABLE')
      throw isOpen(status) ? UploadErrors.notReadable(status) : UploadErrors.gone(status, statusReason);
    if (!isPicture(upload)) throw ImageErrors.noPicture(detectedType);
    await this.images.request(actor, upload.blob!.id);
    return upload;
  }

  /**
   * The bytes of a variant of an AVAILABLE upload. One that is missing from the store, or of an older recipe, is made again;
   * it is waited for, but not long.
   */
  async variantOf(tenant: Tenant, uploadId: string, name: string): Promise<FoundVariant> {
    const file = isVariantName(name) ? await this.bytes.find(tenant, uploadId) : null;
    if (!file || !isPictureType(file.detectedType)) return { found: false, reason: 'not_found' };
    const record = await this.find(tenant, file.blobId);
    const ready = await this.readyIn(record, name);
    if (ready) return ready;
    // What could not be made is not tried again by those who only look.
    if (record?.status === 'FAILED') return { found: false, reason: 'failed' };
    const made = await this.madeAgain(tenant, file.blobId, record);
    if (!made) return { found: false, reason: 'pending', retryAfterSeconds: RETRY_SECONDS };
    return (await this.readyIn(made, name)) ?? { found: false, reason: 'failed' };
  }

  /** `undefined` when it takes too long. */
  private async madeAgain(tenant: Tenant, blobId: string, seen?: ImageRecord): Promise<ImageRecord | undefined> {
    await this.images.request(tenant, blobId, { finishedAt: seen?.finishedAt ?? null });
    return this.wait.until(blobId, () => this.settled(tenant, blobId));
  }

  /** Of a picture that could not be made again, the variants that there are. */
  private async readyIn(record: ImageRecord | undefined, name: string): Promise<FoundVariant | undefined> {
    const variant = record?.variants.find((one) => one.name === name);
    const isCurrent = record?.recipe === RECIPE || record?.status === 'FAILED';
    if (!variant || !isCurrent || !(await this.stored.has(variant.key))) return undefined;
    return { found: true, key: variant.key, contentType: VARIANT_TYPE };
  }

  private async settled(tenant: Tenant, blobId: string): Promise<ImageRecord | undefined> {
    const record = await this.find(tenant, blobId);
    return record?.status === 'PENDING' ? undefined : record;
  }

  private async find(tenant: Tenant, blobId: string): Promise<ImageRecord | undefined> {
    return (await this.images.ofBlobs(tenant, [blobId])).get(blobId);
  }

  private shownOf(upload: Upload, record: ImageRecord | undefined): ShownImage {
    const { width, height, errorCode } = record ?? {};
    const error = errorCode ? { error: errorCode } : {};
    if (!record || !width || !height) return error;
    return { ...error, dimensions: { width, height }, variants: this.variantsOf(upload, record) };
  }

  private variantsOf({ id: uploadId, workspaceId }: Upload, { variants }: ImageRecord): ShownVariant[] {
    const expiresAt = new Date(Date.now() + URL_SECONDS * 1000);
    const viewId = this.signedIds.sign('view', { workspaceId, uploadId }, expiresAt);
    return inOrder(variants).map(({ name, width, height, size }) => {
      const url = `${this.config.publicUrl}/v1/blobs/${viewId}/${name}`;
      return { name, url, width, height, size };
    });
  }
}

function isPicture({ status, blob, detectedType }: Upload): boolean {
  return status === 'AVAILABLE' && blob !== null && isPictureType(detectedType);
}

const isPictureType = (type: string | null) => pictureTypes.some((one) => one === type);

function inOrder(variants: readonly ImageVariant[]): ImageVariant[] {
  return variantNames.flatMap((name) => variants.filter((one) => one.name === name));
}
