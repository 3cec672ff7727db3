import { Injectable } from '@nestjs/common';
import type { UploadedPart } from '../../../platform/object-store/object-store.js';
import type { Actor } from '../../../shared/actor.js';
import { Errors } from '../../../shared/errors/errors.js';
import { ArrivalsService } from '../arrival/arrivals.service.js';
import { missingParts, type MultipartPlan, planOf } from '../domain/multipart-plan.js';
import { graceSeconds } from '../domain/upload-deadline.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import { isTakingParts, MultipartOpener, noPartUrls } from './multipart-opener.js';
import { type SignedParts, UploadUrlsService } from '../signing/upload-urls.service.js';
import { UploadsRepository } from '../records/uploads.repository.js';

/** Which parts of an upload the store has, next to the plan. */
export interface StoredParts {
  plan: MultipartPlan;
  parts: UploadedPart[];
  /** Numbers of the parts that have yet to be sent. */
  missing: number[];
}

/** Uploads in parts: signs parts by the plan, opening the session with the first, and tells which have arrived. */
@Injectable()
export class MultipartService {
  constructor(
    private readonly uploads: UploadsRepository,
    private readonly opener: MultipartOpener,
    private readonly arrivals: ArrivalsService,
    private readonly urls: UploadUrlsService,
  ) {}

  /** Fresh URLs for some parts. Every one lives as long as was asked for at create, and the deadline moves with it. */
  async sign(actor: Actor, id: string, partNumbers: number[]): Promise<SignedParts> {
    const { upload, plan } = await this.planned(actor, id);
    checkNumbers(plan, partNumbers);
    const opened = await this.opener.open(actor, upload);
    const { urlExpiresInSeconds, reservedBytes } = opened;
    const renewed = await this.uploads.renewUrl(actor, opened, urlExpiresInSeconds, graceSeconds(reservedBytes));
    if (!renewed) throw noPartUrls(await this.uploads.find(actor, id));
    return this.urls.signParts(opened, plan, [...new Set(partNumbers)]);
  }

  /** What the store has. After the confirm nothing is missing any more. */
  async list(actor: Actor, id: string): Promise<StoredParts> {
    const { upload, plan } = await this.planned(actor, id);
    const parts = isTakingParts(upload) ? await this.arrivals.partsOf(upload) : null;
    return { plan, parts: parts ?? [], missing: parts ? missingParts(plan, parts) : [] };
  }

  private async planned(actor: Actor, id: string): Promise<{ upload: Upload; plan: MultipartPlan }> {
    const upload = await this.uploads.find(actor, id);
    if (!upload) throw UploadErrors.notFound();
    const plan = planOf(upload);
    if (!plan) throw UploadErrors.notInParts(upload.method);
    return { upload, plan };
  }
}

function checkNumbers({ partCount }: MultipartPlan, partNumbers: number[]): void {
  const errors = partNumbers.flatMap((number, i) =>
    number > partCount ? [{ field: `part_numbers.${i}`, message: `must be at most ${partCount}` }] : [],
  );
  if (errors.length) throw Errors.validation(errors);
}
