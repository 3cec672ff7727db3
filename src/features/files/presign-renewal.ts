import { Injectable } from '@nestjs/common';
import { Renewal } from '../../edge/idempotency/renewal.js';
import type { Actor } from '../../shared/actor.js';
import { UploadsService } from '../uploads/index.js';
import { PresignedFileView } from './dto/presigned.view.js';

/** Signs a new URL for a replayed presign, while its bytes have not arrived. */
@Injectable()
export class PresignRenewal extends Renewal {
  constructor(private readonly uploads: UploadsService) {
    super();
  }

  async renew(actor: Actor, answer: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = String(answer.fileId);
    const issued = (await this.uploads.signEach(actor, [id])).get(id);
    return issued ? PresignedFileView.from(issued).toJSON() : answer;
  }
}
