import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { OccasionalWarning } from '../../../../../platform/background/occasional-warning.js';
import { LockLeasesRepository } from './lock-leases.repository.js';

/** Far below the length of a lease. Also how long a request of another process waits for a lock at most. */
const RENEW_MS = 500;

interface Held {
  uploadId: string;
  /** Ends the request that holds it; what it has received stays. */
  release: () => void;
}

/** The locks that requests of this process hold: renews them, and ends requests whose lock another one waits for. */
@Injectable()
export class HeldLocks implements OnModuleDestroy {
  private readonly held = new Map<string, Held>();
  private readonly warning = new OccasionalWarning(new Logger(HeldLocks.name));
  private timer: NodeJS.Timeout | undefined;
  private isRenewing = false;

  constructor(private readonly leases: LockLeasesRepository) {}

  add(token: string, held: Held): void {
    this.held.set(token, held);
    this.timer ??= setInterval(() => void this.renew(), RENEW_MS);
  }

  async free(token: string): Promise<void> {
    this.held.delete(token);
    if (this.held.size === 0) this.stop();
    // One that cannot be freed now ends with its lease.
    await this.leases.free(token).catch(() => undefined);
  }

  /** Ends the request of this process that holds the lock of an upload, without waiting for the next renewal. */
  release(uploadId: string): void {
    for (const held of this.held.values()) if (held.uploadId === uploadId) held.release();
  }

  onModuleDestroy(): void {
    for (const { release } of this.held.values()) release();
  }

  private async renew(): Promise<void> {
    // A slow database is sent no second statement for the same locks.
    if (this.isRenewing) return;
    this.isRenewing = true;
    const tokens = [...this.held.keys()];
    try {
      const renewed = new Map((await this.leases.renew(tokens)).map(({ token, isWanted }) => [token, isWanted]));
      for (const token of tokens) if (renewed.get(token) !== false) this.held.get(token)?.release();
    } catch (error) {
      this.warning.warn(`Locks of uploads cannot be renewed, trying again: ${(error as Error).message}`);
    } finally {
      this.isRenewing = false;
    }
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
