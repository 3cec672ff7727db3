import { Injectable } from '@nestjs/common';
import { Renewal } from '../../../edge/idempotency/renewal.js';
import type { Actor } from '../../../shared/actor.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { UploadView } from '../dto/upload.view.js';
import { UploadsService } from '../uploads.service.js';

const needNoUrl = new Set(['INVALID_STATE', 'NOT_FOUND', 'UNSUPPORTED_METHOD']);

/** Signs the URL of a repeated create anew, while its bytes have not arrived. */
@Injectable()
export class UploadUrlRenewal extends Renewal {
  constructor(private readonly uploads: UploadsService) {
    super();
  }

  async renew(actor: Actor, answer: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = String(answer.upload_id ?? answer.uploadId);
    const fresh = await this.freshView(actor, id);
    if (!fresh) return answer;
    const isRest = 'upload_id' in answer;
    return isRest ? { ...answer, ...urlsOf(fresh) } : (fresh as unknown as Record<string, unknown>);
  }

  /** `undefined`: the upload has moved on, is gone, or is sent in parts, and needs no URL. */
  private async freshView(actor: Actor, id: string): Promise<UploadView | undefined> {
    try {
      return UploadView.issued(await this.uploads.sign(actor, id));
    } catch (error) {
      if (error instanceof DomainError && needNoUrl.has(error.code)) return undefined;
      throw error;
    }
  }
}

function urlsOf(view: UploadView): Record<string, unknown> {
  const { presigned_url, headers, fields, expires_at, server_time } = view.toJSON();
  return { presigned_url, headers, fields, expires_at, server_time };
}
