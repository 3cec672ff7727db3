import { Injectable } from '@nestjs/common';
import pMap from 'p-map';
import type { UploadedPart } from '../../../platform/object-store/object-store.js';
import type { Actor, Scope } from '../../../shared/actor.js';
import type { StoreCallBudget } from '../../../shared/call-budget.js';
import { Errors } from '../../../shared/errors/errors.js';
import { StagedBytes } from '../confirmation/staged-bytes.js';
import { callsToLookAt, missingParts, type MultipartPlan, planOf } from '../domain/multipart-plan.js';
import { graceSeconds } from '../domain/upload-deadline.js';
import { UploadErrors } from '../domain/upload.errors.js';
import type { Upload } from '../domain/upload.js';
import { isTakingParts, MultipartOpener, noPartUrls } from './multipart-opener.js';
import { type SignedParts, UploadUrlsService } from '../signing/upload-urls.service.js';
import { UploadAccess } from '../records/upload-access.js';
import { UploadsRepository } from '../records/uploads.repository.js';

/** Which parts of an upload the store has, next to the plan. */
export interface StoredParts {
  plan: MultipartPlan;
  parts: UploadedPart[];
  /** Numbers of the parts that have yet to be sent. */
  missing: number[];
}

/** A client that may send parts may list them, without the right to read files. */
const senders: Scope[] = ['uploads:write', 'uploads:read'];

/** Concurrent calls to the store for one request. */
const AT_ONCE = 4;

/** Uploads in parts: signs parts by the plan, opening the session with the first, and lists which have arrived. */
@Injectable()
export class MultipartService {
  constructor(
    private readonly access: UploadAccess,
    private readonly uploads: UploadsRepository,
    private readonly opener: MultipartOpener,
    private readonly staged: StagedBytes,
    private readonly urls: UploadUrlsService,
  ) {}

  /** New URLs for some parts. Each lives as long as was requested at creation, and the deadline moves with it. */
  async sign(actor: Actor, id: string, partNumbers: number[]): Promise<SignedParts> {
    const upload = await this.access.toActOn(actor, id);
    const plan = plannedFor(upload);
    checkNumbers(plan, partNumbers);
    const opened = await this.opener.open(actor, upload);
    const { urlExpiresInSeconds, reservedBytes } = opened;
    const renewed = await this.uploads.renewUrl(actor, opened, urlExpiresInSeconds, graceSeconds(reservedBytes));
    if (!renewed) throw noPartUrls(await this.uploads.find(actor, id));
    return this.urls.signParts(opened, plan, [...new Set(partNumbers)]);
  }

  /** The parts in the store. After the confirmation none is missing. */
  async list(actor: Actor, id: string): Promise<StoredParts> {
    return this.partsOf(await this.access.toRead(actor, id, senders));
  }

  /** Of many uploads: one read, then calls to the store for each that is under way, within the budget of the request. */
  async listEach(actor: Actor, ids: readonly string[], budget: StoreCallBudget): Promise<Map<string, StoredParts>> {
    const uploads = await this.access.toReadEach(actor, ids, senders);
    const inParts = [...uploads.values()].filter((upload) => planOf(upload));
    const asked = inParts.filter((upload) => isTakingParts(upload) && upload.multipartId !== null);
    const calls = asked.reduce((sum, upload) => sum + callsToLookAt(upload), 0);
    budget.spend(calls, 'parts');
    const partsOfEach = async (upload: Upload) => [upload.id, await this.partsOf(upload)] as const;
    return new Map(await pMap(inParts, partsOfEach, { concurrency: AT_ONCE }));
  }

  private async partsOf(upload: Upload): Promise<StoredParts> {
    const plan = plannedFor(upload);
    const parts = isTakingParts(upload) ? await this.staged.partsOf(upload) : null;
    return { plan, parts: parts ?? [], missing: parts ? missingParts(plan, parts) : [] };
  }
}

function plannedFor(upload: Upload): MultipartPlan {
  const plan = planOf(upload);
  if (!plan) throw UploadErrors.noSuchUrl(upload.method);
  return plan;
}

function checkNumbers({ partCount }: MultipartPlan, partNumbers: number[]): void {
  const errors = partNumbers.flatMap((number, i) =>
    number > partCount ? [{ field: `part_numbers.${i}`, message: `must be at most ${partCount}` }] : [],
  );
  if (errors.length) throw Errors.validation(errors);
}
