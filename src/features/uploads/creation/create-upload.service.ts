import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { keyNote } from '../../../platform/idempotency/held-key.js';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import type { Actor } from '../../../shared/actor.js';
import { CreateUploadRepository, type NewUpload } from './create-upload.repository.js';
import type { CreateUploadInput } from '../dto/create-upload.input.js';
import { inOnlyItem } from './in-item.js';
import type { IssuedUpload } from './issued-upload.js';
import { UploadPlanner } from './upload-planner.js';
import { UploadPreparation } from './upload-preparation.js';
import type { SignedUpload } from '../signing/upload-urls.service.js';
import { WithdrawUploadRepository } from './withdraw-upload.repository.js';

/** The hot path: check everything that needs no database, then one statement, then a locally signed URL. */
@Injectable()
export class CreateUploadService {
  constructor(
    private readonly preparation: UploadPreparation,
    private readonly planner: UploadPlanner,
    private readonly uploads: CreateUploadRepository,
    private readonly withdrawals: WithdrawUploadRepository,
    private readonly faults: FaultPoints,
  ) {}

  async create(actor: Actor, bucketIdOrName: string, input: CreateUploadInput): Promise<IssuedUpload> {
    const [one] = await this.preparation.each(actor, bucketIdOrName, [input], inOnlyItem);
    const prepared = one!;
    const answer = this.planner.answerWithout(prepared);
    if (answer) return answer;
    const { planned } = prepared;
    const inserting = this.uploads.insert(planned, keyNote({ id: planned.id }));
    const [inserted, signed] = await Promise.allSettled([inserting, this.signMeanwhile(planned)]);
    if (inserted.status === 'rejected') throw inserted.reason;
    await this.faults.reached('upload.created');
    if (signed.status === 'rejected') {
      await this.withdrawals.withdraw(planned);
      throw signed.reason;
    }
    return { upload: this.planner.record(prepared, inserted.value), signed: signed.value };
  }

  /** Once the statement is on its way, the signature takes no time of its own. */
  private async signMeanwhile(planned: NewUpload): Promise<SignedUpload | null> {
    await setImmediate();
    return this.planner.sign(planned);
  }
}
