import { Injectable } from '@nestjs/common';
import { DomainError } from '../../shared/errors/domain-error.js';
import { whyDiskIsFull } from '../embedded/disk-space.js';
import { ObjectStore } from './object-store.js';
import { StoreFullError } from './store-full-error.js';

/**
 * Whether the store is known to refuse this service: its credentials, its bucket, or more bytes. A probe tells it
 * (`check`), every few seconds while it refuses. A store that does not answer is not known to refuse.
 */
@Injectable()
export class StoreState {
  private refusal: DomainError | undefined;

  constructor(
    private readonly store: ObjectStore,
    /** Where an embedded store keeps its bytes: it refuses more when that disk is full. */
    private readonly folder?: string,
  ) {}

  /** Rejects when the store does not take requests, and remembers a refusal. */
  async check(signal: AbortSignal): Promise<void> {
    try {
      await this.store.ping(signal);
      if (this.folder && (await whyDiskIsFull(this.folder))) throw new StoreFullError();
      this.refusal = undefined;
    } catch (error) {
      this.refusal = isRefusal(error) ? error : undefined;
      throw error;
    }
  }

  /** Called before a URL is promised that the store would refuse. */
  assertAccepts(): void {
    if (this.refusal) throw this.refusal;
  }
}

function isRefusal(error: unknown): error is DomainError {
  return error instanceof StoreFullError || (error instanceof DomainError && error.code === 'STORAGE_NOT_CONFIGURED');
}
