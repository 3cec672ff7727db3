import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../shared/actor.js';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { ConfirmUploadService } from './confirm-upload.service.js';
import type { Upload } from '../domain/upload.js';

/** What became of one upload of many: where it is now, or why it was refused. */
export type Confirmed = { id: string; upload: Upload } | { id: string; error: DomainError };

const PARALLEL = 8;

/** Many confirms in one request. Each stands for itself: one that is refused keeps no other back. */
@Injectable()
export class ConfirmUploadsService {
  constructor(private readonly confirmation: ConfirmUploadService) {}

  async confirm(actor: Actor, ids: string[]): Promise<Confirmed[]> {
    const results: Confirmed[] = [];
    const waiting = ids.entries();
    const work = async () => {
      for (const [position, id] of waiting) results[position] = await this.confirmOne(actor, id);
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    return results;
  }

  private async confirmOne(actor: Actor, id: string): Promise<Confirmed> {
    try {
      return { id, upload: await this.confirmation.confirm(actor, id, {}) };
    } catch (error) {
      if (error instanceof DomainError) return { id, error };
      throw error;
    }
  }
}
