import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { checkFields } from '../domain/upload-policy.js';
import type { CreateUploadInput } from '../dto/create-upload.input.js';
import { DuplicatesRepository } from './duplicates.repository.js';
import type { InItem } from './in-item.js';
import type { PreparedUpload } from './prepared-upload.js';
import { UploadPlacement } from './upload-placement.js';
import { UploadPlanner } from './upload-planner.js';

/** Everything that is checked and looked up before an upload is made; for many by as many statements as for one. */
@Injectable()
export class UploadPreparation {
  constructor(
    private readonly placement: UploadPlacement,
    private readonly duplicates: DuplicatesRepository,
    private readonly planner: UploadPlanner,
  ) {}

  async each(actor: Actor, bucket: string, inputs: CreateUploadInput[], inItem: InItem): Promise<PreparedUpload[]> {
    inputs.forEach((input, n) => inItem(n, () => checkFields(input)));
    const places = await this.placement.findEach(actor, bucket, inputs, inItem);
    const prepared: PreparedUpload[] = places.map((place, n) => {
      const planned = inItem(n, () => this.planner.plan(actor, place, inputs[n]!));
      const { bucket: found, skippedFor } = place;
      return skippedFor === undefined ? { planned, bucket: found } : { planned, bucket: found, skippedFor };
    });
    const wanted = prepared.filter(({ skippedFor }) => skippedFor === undefined).map(({ planned }) => planned);
    const originals = await this.duplicates.findOriginals(actor, wanted);
    return prepared.map((one) => {
      const original = originals.get(one.planned.id);
      return original ? { ...one, original } : one;
    });
  }
}
