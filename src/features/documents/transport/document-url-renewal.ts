import { Injectable } from '@nestjs/common';
import { Renewal } from '../../../edge/idempotency/renewal.js';
import type { Actor } from '../../../shared/actor.js';
import { HeaderView, UrlRenewalService } from '../../uploads/index.js';
import { asOwnerOfUpload } from '../domain/document-rights.js';

type Answer = Record<string, unknown>;

/** Signs the URL of a repeated create anew, while its bytes have not arrived. */
@Injectable()
export class DocumentUrlRenewal extends Renewal {
  constructor(private readonly urls: UrlRenewalService) {
    super();
  }

  async renew(actor: Actor, answer: Answer): Promise<Answer> {
    const id = String(answer.upload_id ?? answer.uploadId);
    const issued = (await this.urls.signEach(asOwnerOfUpload(actor), [id])).get(id);
    if (!issued?.signed) return answer;
    const { url, headers } = issued.signed;
    const expiresAt = issued.upload.urlExpiresAt;
    return 'upload_id' in answer
      ? { ...answer, upload_url: url, headers, expires_at: expiresAt }
      : { ...answer, uploadUrl: url, headers: HeaderView.listOf(headers), expiresAt };
  }
}
