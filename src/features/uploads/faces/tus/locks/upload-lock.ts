import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ERRORS, type Lock } from '@tus/server';
import type { WriteLock } from '../../../records/received-bytes.repository.js';
import type { HeldLocks } from './held-locks.js';
import type { LockedUpload, LockLeasesRepository } from './lock-leases.repository.js';

const RETRY_MS = 100;
/** Longer than a lease: the lock of a process that died is over by then. */
const PATIENCE_MS = 8_000;

/** Clients try again after this status. */
export const locked = {
  status_code: 423,
  body: 'Another request is writing to this upload. Try again in a few seconds.\n',
};

/** The lock of one request on one upload. A request that waits for it ends the request that holds it. */
export class UploadLock implements Lock, WriteLock {
  readonly token = randomUUID();

  constructor(
    private readonly upload: LockedUpload,
    private readonly leases: LockLeasesRepository,
    private readonly held: HeldLocks,
  ) {}

  async lock(signal: AbortSignal, release: () => void): Promise<void> {
    for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
      if (signal.aborted) throw ERRORS.ABORTED;
      if (await this.leases.take(this.upload, this.token)) break;
      if (waitedMs >= PATIENCE_MS) throw locked;
      this.held.release(this.upload.id);
      await this.leases.want(this.upload);
      await pause(RETRY_MS);
    }
    this.held.add(this.token, { uploadId: this.upload.id, release });
  }

  unlock(): Promise<void> {
    return this.held.free(this.token);
  }
}

/** For requests that only look: they neither wait for the one that writes nor end it. */
export const noLock: Lock = { lock: () => Promise.resolve(), unlock: () => Promise.resolve() };
