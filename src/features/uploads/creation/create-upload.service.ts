import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import type { Actor } from '../../../shared/actor.js';
import { CreateUploadRepository, type NewUpload } from './create-upload.repository.js';
import type { CreateUploadInput } from '../dto/create-upload.input.js';
import { inItemOfMany, inOnlyItem } from './in-item.js';
import type { IssuedUpload } from './issued-upload.js';
import { PrepareUploads } from './prepare-uploads.js';
import { UploadPlanner } from './upload-planner.js';
import type { SignedUpload } from '../signing/upload-urls.service.js';

/** The hot path: check everything that needs no database, then one statement, then a locally signed URL. */
@Injectable()
export class CreateUploadService {
  constructor(
    private readonly preparation: PrepareUploads,
    private readonly planner: UploadPlanner,
    private readonly uploads: CreateUploadRepository,
    private readonly faults: FaultPoints,
  ) {}

  async create(actor: Actor, bucketIdOrName: string, input: CreateUploadInput): Promise<IssuedUpload> {
    const [prepared] = await this.preparation.each(actor, bucketIdOrName, [input], inOnlyItem);
    if ('answer' in prepared!) return prepared.answer;
    const { planned } = prepared!;
    const [createdAt, signed] = await Promise.all([this.uploads.insert(planned), this.signMeanwhile(planned)]);
    await this.faults.reached('upload.created');
    return { upload: this.planner.record(prepared!, createdAt), signed };
  }

  /** All or none, under one reservation. A refusal names the upload at fault. */
  async createAll(actor: Actor, bucketIdOrName: string, inputs: CreateUploadInput[]): Promise<IssuedUpload[]> {
    const all = await this.preparation.each(actor, bucketIdOrName, inputs, inItemOfMany);
    const [first, ...rest] = all.flatMap((prepared) => ('planned' in prepared ? [prepared.planned] : []));
    const createdAt = first ? await this.uploads.insertAll([first, ...rest]) : new Date();
    return all.map((prepared) => {
      if ('answer' in prepared) return prepared.answer;
      return { upload: this.planner.record(prepared, createdAt), signed: this.planner.sign(prepared.planned) };
    });
  }

  /** Once the statement is on its way, the signature takes no time of its own. A URL whose record failed is dropped. */
  private async signMeanwhile(planned: NewUpload): Promise<SignedUpload | null> {
    await setImmediate();
    return this.planner.sign(planned);
  }
}
