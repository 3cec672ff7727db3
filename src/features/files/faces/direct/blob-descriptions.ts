import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../../../config/config.js';
import { attachUntil, globalUntil, type IssuedUpload, SignedIds } from '../../../uploads/index.js';
import { checksumOf } from './domain/checksum.js';
import { DirectUploadTargetView, DirectUploadView } from './dto/direct-upload.view.js';

/** JavaScript reads integers of up to 53 bits exactly. */
const BITS_TO_DROP = 64n - 53n;

/** Uploads as Active Storage describes its blobs. */
@Injectable()
export class BlobDescriptions {
  private readonly key: Buffer;
  private readonly stagingHours: number;

  constructor(
    private readonly ids: SignedIds,
    config: Config,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', config.get('AIRLOCK_SECRET')!, '', 'airlock blob number', 32));
    this.stagingHours = config.get('FILES_STAGING_TTL_HOURS');
  }

  describe({ upload, signed }: IssuedUpload, checksum = checksumOf(upload)): DirectUploadView {
    const { id: uploadId, workspaceId, key, filename, contentType, metadata, createdAt } = upload;
    const place = { workspaceId, uploadId };
    return Object.assign(new DirectUploadView(), {
      ...{ key, filename, contentType, metadata, createdAt, checksum },
      id: this.numberOf(uploadId),
      serviceName: 'amazon',
      byteSize: upload.size ?? upload.declaredSize ?? 0,
      signedId: this.ids.sign('attach', place, attachUntil(upload, this.stagingHours)),
      attachableSgid: this.ids.sign('global', place, globalUntil()),
      directUpload: signed && DirectUploadTargetView.from(signed),
    });
  }

  /** Says nothing about the upload, and cannot be guessed from another one. */
  private numberOf(uploadId: string): number {
    return Number(createHmac('sha256', this.key).update(uploadId).digest().readBigUInt64BE() >> BITS_TO_DROP);
  }
}
