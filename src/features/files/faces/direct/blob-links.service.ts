import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../../shared/errors/domain-error.js';
import { Errors } from '../../../../shared/errors/errors.js';
import { type FoundVariant, ImagesService } from '../../../images/index.js';
import { type DownloadLink, DownloadsService, ViewedFilesService } from '../../../uploads/index.js';

/** What a view id leads to: the file, or a smaller version of a picture. */
@Injectable()
export class BlobLinksService {
  constructor(
    private readonly viewed: ViewedFilesService,
    private readonly downloads: DownloadsService,
    private readonly images: ImagesService,
  ) {}

  async original(viewId: string): Promise<DownloadLink> {
    return this.downloads.contentOf(await this.viewed.open(viewId));
  }

  async variant(viewId: string, name: string): Promise<DownloadLink> {
    const upload = await this.viewed.open(viewId);
    const variant = await this.images.variantOf(upload, upload.id, name);
    if (!variant.found) throw whyMissing(variant);
    return this.downloads.contentOfVariant(upload, { name, ...variant });
  }
}

function whyMissing(missing: Extract<FoundVariant, { found: false }>): Error {
  if (missing.reason !== 'pending') return Errors.notFound('Variant');
  const { retryAfterSeconds } = missing;
  const text = `The variant is being made. Try again in ${retryAfterSeconds} seconds.`;
  return new DomainError('unavailable', 'UNAVAILABLE', text, { retryAfterSeconds });
}
