import { Injectable } from '@nestjs/common';
import { keyNote } from '../../../platform/idempotency/leased-key.js';
import { FaultPoints } from '../../../platform/faults/fault-points.js';
import type { Actor } from '../../../shared/actor.js';
import type { AskedUpload } from '../domain/asked-upload.js';
import { createdUpload } from '../domain/new-upload.js';
import type { Upload } from '../domain/upload.js';
import { UploadErrors } from '../domain/upload.errors.js';
import { UploadsRepository } from '../records/uploads.repository.js';
import { CreateUploadRepository } from './create-upload.repository.js';
import { inItemOfMany } from './in-item.js';
import type { IssuedUpload, SignedUpload } from '../signing/issued-upload.js';
import { UploadUrlsService } from '../signing/upload-urls.service.js';
import { answerWithoutUpload, type PreparedUpload } from './prepared-upload.js';
import { UploadPreparation } from './upload-preparation.js';

/** One file of a batch in the note of its idempotency key: its record, or the answer that needed none. */
type NotedUpload = { id: string } | { originalId: string } | NotedSkip;

type NotedSkip = Omit<PreparedUpload, 'original' | 'upload'> & { planned: PreparedUpload['upload'] };

/** The note of a batch. */
export interface MadeUploads {
  items: NotedUpload[];
}

/** Creates many uploads under one reservation, all or none. */
@Injectable()
export class CreateUploadsService {
  constructor(
    private readonly preparation: UploadPreparation,
    private readonly urls: UploadUrlsService,
    private readonly creation: CreateUploadRepository,
    private readonly uploads: UploadsRepository,
    private readonly faults: FaultPoints,
  ) {}

  /** A refusal names the upload at fault. */
  async create(actor: Actor, bucketIdOrName: string, asked: AskedUpload[]): Promise<IssuedUpload[]> {
    const all = await this.preparation.each(actor, bucketIdOrName, asked, inItemOfMany);
    // Signed before anything is reserved: what cannot be signed is not created.
    const signed = all.map((prepared) => (isNew(prepared) ? this.urls.sign(prepared.upload) : null));
    return this.issue(all, signed, await this.insert(all));
  }

  /** The answer to a repeated batch. Its URLs are signed anew by the renewal. */
  async recall(actor: Actor, { items }: MadeUploads): Promise<IssuedUpload[]> {
    const found = await this.uploads.findEach(actor, items.flatMap(recordOf));
    return items.map((item) => this.recallOne(item, found));
  }

  private async insert(all: PreparedUpload[]): Promise<Date> {
    const [first, ...rest] = all.filter(isNew).map(({ upload }) => upload);
    if (!first) return new Date();
    const createdAt = await this.creation.insertAll([first, ...rest], keyNote({ items: all.map(noteOf) }));
    await this.faults.reached('uploads.created');
    return createdAt;
  }

  private issue(all: PreparedUpload[], signed: (SignedUpload | null)[], createdAt: Date): IssuedUpload[] {
    return all.map(
      (prepared, n) =>
        answerWithoutUpload(prepared) ?? {
          upload: createdUpload(prepared.upload, prepared.bucket.name, createdAt),
          signed: signed[n]!,
        },
    );
  }

  private recallOne(item: NotedUpload, found: Map<string, Upload>): IssuedUpload {
    if ('planned' in item) return answerWithoutUpload({ ...item, upload: item.planned })!;
    const upload = found.get(recordOf(item)[0]!);
    if (!upload) throw UploadErrors.notFound();
    return { upload, signed: null, ...('originalId' in item ? { isDuplicate: true as const } : {}) };
  }
}

const isNew = ({ skippedFor, original }: PreparedUpload) => skippedFor === undefined && !original;

/** The record that a repeated request is answered with, if there is one. */
function recordOf(item: NotedUpload): string[] {
  if ('planned' in item) return [];
  return ['id' in item ? item.id : item.originalId];
}

function noteOf({ upload, bucket: { name }, skippedFor, original }: PreparedUpload): NotedUpload {
  if (original) return { originalId: original.id };
  return skippedFor === undefined ? { id: upload.id } : { planned: upload, bucket: { name }, skippedFor };
}
