import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { checkFields } from '../domain/upload-policy.js';
import type { CreateUploadInput } from '../dto/create-upload.input.js';
import { DuplicatesRepository } from './duplicates.repository.js';
import type { PreparedUpload } from './prepared-upload.js';
import { UploadPlacement } from './upload-placement.js';
import { UploadPlanner } from './upload-planner.js';

/** Tells what becomes of a file, as far as it can be told before anything is made. */
@Injectable()
export class UploadPreparation {
  constructor(
    private readonly placement: UploadPlacement,
    private readonly duplicates: DuplicatesRepository,
    private readonly planner: UploadPlanner,
  ) {}

  async prepare(actor: Actor, bucketIdOrName: string, input: CreateUploadInput): Promise<PreparedUpload> {
    checkFields(input);
    const place = await this.placement.find(actor, bucketIdOrName, input);
    const { bucket, skippedFor } = place;
    const planned = this.planner.plan(actor, place, input);
    if (skippedFor !== undefined) return { planned, bucket, skippedFor };
    const original = await this.duplicates.findOriginal(actor, planned);
    return original ? { planned, bucket, original } : { planned, bucket };
  }
}
