import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import type { Bucket } from '../../buckets/index.js';
import { checkFields } from '../domain/upload-policy.js';
import type { CreateUploadInput } from '../dto/create-upload.input.js';
import type { NewUpload } from './create-upload.repository.js';
import { DuplicatesRepository } from './duplicates.repository.js';
import type { InItem } from './in-item.js';
import type { IssuedUpload } from './issued-upload.js';
import { UploadPlacement } from './upload-placement.js';
import { UploadPlanner } from './upload-planner.js';

/** What may be made, or why nothing needs to be. */
export type Prepared = { planned: NewUpload; bucket: Bucket } | { answer: IssuedUpload };

/** Everything that is checked and looked up before an upload is made; for many by as many statements as for one. */
@Injectable()
export class PrepareUploads {
  constructor(
    private readonly placement: UploadPlacement,
    private readonly duplicates: DuplicatesRepository,
    private readonly planner: UploadPlanner,
  ) {}

  async each(actor: Actor, bucket: string, inputs: CreateUploadInput[], inItem: InItem): Promise<Prepared[]> {
    inputs.forEach((input, n) => inItem(n, () => checkFields(input)));
    const places = await this.placement.findEach(actor, bucket, inputs, inItem);
    const plans = places.map((place, n) => {
      const planned = inItem(n, () => this.planner.plan(actor, place, inputs[n]!));
      return { planned, bucket: place.bucket, skippedFor: place.skippedFor };
    });
    const wanted = plans.filter(({ skippedFor }) => skippedFor === undefined);
    const originals = await this.duplicates.findOriginals(
      actor,
      wanted.map(({ planned }) => planned),
    );
    return plans.map(({ planned, bucket: found, skippedFor }) => {
      const record = () => this.planner.record({ planned, bucket: found }, new Date());
      if (skippedFor !== undefined) return { answer: { upload: record(), signed: null, skippedFor } };
      const original = originals.get(planned.id);
      return original ? { answer: { upload: original, signed: null, isDuplicate: true } } : { planned, bucket: found };
    });
  }
}
