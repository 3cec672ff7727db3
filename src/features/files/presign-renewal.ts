import { Injectable } from '@nestjs/common';
import { Renewal } from '../../edge/idempotency/renewal.js';
import type { Actor } from '../../shared/actor.js';
import { DomainError } from '../../shared/errors/domain-error.js';
import { UploadsService } from '../uploads/index.js';
import { PresignedFileView } from './dto/presigned.view.js';

const needNoUrl = new Set(['INVALID_STATE', 'NOT_FOUND', 'UNSUPPORTED_METHOD']);

/** Signs the URL of a repeated presign anew, while its bytes have not arrived. */
@Injectable()
export class PresignRenewal extends Renewal {
  constructor(private readonly uploads: UploadsService) {
    super();
  }

  async renew(actor: Actor, answer: Record<string, unknown>): Promise<Record<string, unknown>> {
    try {
      return PresignedFileView.from(await this.uploads.sign(actor, String(answer.fileId))).toJSON();
    } catch (error) {
      if (error instanceof DomainError && needNoUrl.has(error.code)) return answer;
      throw error;
    }
  }
}
