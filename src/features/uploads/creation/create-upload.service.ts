import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import type { Actor } from '../../../shared/actor.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import type { Bucket } from '../../buckets/index.js';
import { CreateUploadRepository, type NewUpload } from './create-upload.repository.js';
import { checkFields } from '../domain/upload-policy.js';
import { DuplicatesRepository } from './duplicates.repository.js';
import type { CreateUploadInput } from '../dto/create-upload.input.js';
import type { IssuedUpload } from './issued-upload.js';
import { UploadPlacement } from './upload-placement.js';
import { UploadPlanner } from './upload-planner.js';
import type { SignedUpload } from '../signing/upload-urls.service.js';

/** What may be made, or why nothing needs to be. */
type Prepared = { planned: NewUpload; bucket: Bucket } | { answer: IssuedUpload };

/** The hot path: check everything that needs no database, then one statement, then a locally signed URL. */
@Injectable()
export class CreateUploadService {
  constructor(
    private readonly placement: UploadPlacement,
    private readonly duplicates: DuplicatesRepository,
    private readonly planner: UploadPlanner,
    private readonly uploads: CreateUploadRepository,
    private readonly faults: FaultPoints,
  ) {}

  async create(actor: Actor, bucketIdOrName: string, input: CreateUploadInput): Promise<IssuedUpload> {
    const prepared = await this.prepare(actor, bucketIdOrName, input);
    if ('answer' in prepared) return prepared.answer;
    const { planned } = prepared;
    const [createdAt, signed] = await Promise.all([this.uploads.insert(planned), this.signMeanwhile(planned)]);
    await this.faults.reached('upload.created');
    return { upload: this.planner.record(prepared, createdAt), signed };
  }

  /** All or none, under one reservation. A refusal names the upload at fault. */
  async createAll(actor: Actor, bucketIdOrName: string, inputs: CreateUploadInput[]): Promise<IssuedUpload[]> {
    const all: Prepared[] = [];
    for (const [n, input] of inputs.entries())
      all.push(await atItem(n, () => this.prepare(actor, bucketIdOrName, input)));
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

  private async prepare(actor: Actor, bucketIdOrName: string, input: CreateUploadInput): Promise<Prepared> {
    checkFields(input);
    const place = await this.placement.find(actor, bucketIdOrName, input);
    const { bucket, skippedFor } = place;
    const planned = this.planner.plan(actor, place, input);
    if (skippedFor !== undefined)
      return { answer: { upload: this.planner.record({ planned, bucket }, new Date()), signed: null, skippedFor } };
    const original = await this.duplicates.findOriginal(actor, planned);
    if (original) return { answer: { upload: original, signed: null, isDuplicate: true } };
    return { planned, bucket };
  }
}

/** Says which of many was refused: every field at fault is named under its place in the list. */
async function atItem<T>(n: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { kind, code, message, details } = error;
    const errors = (details.errors ?? []).map(({ field, message: why }) => ({
      field: `uploads.${n}.${field}`,
      message: why,
    }));
    throw new DomainError(kind, code, `uploads.${n}: ${message}`, { ...details, errors }, { cause: error });
  }
}
