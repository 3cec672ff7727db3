import { Injectable } from '@nestjs/common';
import { Renewal } from '../../../../edge/idempotency/renewal.js';
import type { Actor } from '../../../../shared/actor.js';
import { SignedIds, UrlRenewalService } from '../../../uploads/index.js';
import { DirectUploadTargetView } from './dto/direct-upload.view.js';

/** Signs a new URL for a replayed announcement, while its bytes have not arrived. */
@Injectable()
export class DirectUploadRenewal extends Renewal {
  constructor(
    private readonly ids: SignedIds,
    private readonly urls: UrlRenewalService,
  ) {
    super();
  }

  async renew(actor: Actor, answer: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = this.ids.verify('attach', String(answer.signed_id))?.uploadId;
    const signed = id === undefined ? undefined : (await this.urls.signEach(actor, [id])).get(id)?.signed;
    return { ...answer, direct_upload: signed ? DirectUploadTargetView.from(signed).toJSON() : null };
  }
}
