import { Injectable } from '@nestjs/common';
import { pMapSettled } from 'p-map';
import type { Actor } from '../../../shared/actor.js';
import { StoreCallBudget } from '../../../shared/call-budget.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { valuesOf } from '../../../shared/settled.js';
import { callsToLookAt } from '../domain/multipart-plan.js';
import type { Upload } from '../domain/upload.js';
import { UploadAccess } from '../records/upload-access.js';
import { ConfirmUploadService } from './confirm-upload.service.js';

/** What became of one upload of many: where it is now, or why it was refused. */
export type Confirmed = { id: string; upload: Upload } | { id: string; error: DomainError };

const PARALLEL = 8;

/** Many confirms in one request. Each stands for itself: one that is refused keeps no other back. */
@Injectable()
export class ConfirmUploadsService {
  constructor(
    private readonly access: UploadAccess,
    private readonly confirmation: ConfirmUploadService,
  ) {}

  /** Refused as a whole, before anything is done, if it needs more calls to the store than one request may lead to. */
  async confirm(actor: Actor, ids: string[]): Promise<Confirmed[]> {
    const found = await this.access.toActOnEach(actor, [...new Set(ids)]);
    const calls = [...found.values()].map((upload) => (upload instanceof Error ? 0 : callsToConfirm(upload)));
    new StoreCallBudget().spend(
      calls.reduce((sum, more) => sum + more, 0),
      'upload_ids',
    );
    const confirmOne = (id: string) => this.confirmOne(actor, id, found.get(id)!);
    return valuesOf(await pMapSettled(ids, confirmOne, { concurrency: PARALLEL }));
  }

  private async confirmOne(actor: Actor, id: string, upload: Upload | Error): Promise<Confirmed> {
    try {
      if (upload instanceof Error) throw upload;
      return { id, upload: await this.confirmation.confirmFound(actor, upload, {}) };
    } catch (error) {
      if (error instanceof DomainError) return { id, error };
      throw error;
    }
  }
}

function callsToConfirm(upload: Upload): number {
  return upload.status === 'PENDING' || upload.status === 'UPLOADING' ? callsToLookAt(upload) : 0;
}
