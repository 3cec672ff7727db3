import { Injectable } from '@nestjs/common';
import { keyNote } from '../../../platform/idempotency/leased-key.js';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import type { Actor } from '../../../shared/actor.js';
import type { AskedUpload } from '../domain/asked-upload.js';
import { createdUpload, type NewUpload } from '../domain/new-upload.js';
import type { IssuedUpload, SignedUpload } from '../signing/issued-upload.js';
import { UploadUrlsService } from '../signing/upload-urls.service.js';
import { CreateUploadRepository } from './create-upload.repository.js';
import { inOnlyItem } from './in-item.js';
import { answerWithoutUpload } from './prepared-upload.js';
import { UploadPreparation } from './upload-preparation.js';
import { WithdrawUploadTransaction } from './withdraw-upload.transaction.js';

/** The hot path: a plan that needs no database, then one statement, then a locally signed URL. */
@Injectable()
export class CreateUploadService {
  constructor(
    private readonly preparation: UploadPreparation,
    private readonly urls: UploadUrlsService,
    private readonly uploads: CreateUploadRepository,
    private readonly withdrawals: WithdrawUploadTransaction,
    private readonly faults: FaultPoints,
  ) {}

  async create(actor: Actor, bucketIdOrName: string, asked: AskedUpload): Promise<IssuedUpload> {
    const [one] = await this.preparation.each(actor, bucketIdOrName, [asked], inOnlyItem);
    const { upload, bucket } = one!;
    const answer = answerWithoutUpload(one!);
    if (answer) return answer;
    const inserting = this.uploads.insert(upload, keyNote({ ...asked.note, id: upload.id }), asked.face);
    // The statement is on its way: the signature adds no time of its own.
    const sign = this.signed(upload);
    const createdAt = await inserting;
    await this.faults.reached('upload.created');
    if (sign.refusal) {
      await this.withdrawals.withdraw(upload);
      throw sign.refusal;
    }
    return { upload: createdUpload(upload, bucket.name, createdAt), signed: sign.signed };
  }

  /** A refusal is for later, when it is known whether there is an upload to withdraw. */
  private signed(planned: NewUpload): { signed: SignedUpload | null; refusal?: Error } {
    try {
      return { signed: this.urls.sign(planned) };
    } catch (error) {
      return { signed: null, refusal: error as Error };
    }
  }
}
