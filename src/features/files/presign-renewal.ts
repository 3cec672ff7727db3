import { Injectable } from '@nestjs/common';
import { Renewal } from '../../edge/idempotency/renewal.js';
import type { Actor } from '../../shared/actor.js';
import { UrlRenewalService } from '../uploads/index.js';
import { PresignedFileView } from './dto/presigned.view.js';

/** Signs a new URL for a replayed presign, while its bytes have not arrived. */
@Injectable()
export class PresignRenewal extends Renewal {
  constructor(private readonly urls: UrlRenewalService) {
    super();
  }

  async renew(actor: Actor, answer: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = String(answer.fileId);
    const issued = (await this.urls.signEach(actor, [id])).get(id);
    return issued ? PresignedFileView.from(issued).toJSON() : answer;
  }
}
