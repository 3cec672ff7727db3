import { Injectable } from '@nestjs/common';
import { HeldLocks } from './held-locks.js';
import { type LockedUpload, LockLeasesRepository } from './lock-leases.repository.js';
import { UploadLock } from './upload-lock.js';

/** The locks of uploads by tus. They hold among all processes of an installation. */
@Injectable()
export class UploadLocks {
  constructor(
    private readonly leases: LockLeasesRepository,
    private readonly held: HeldLocks,
  ) {}

  /** For one request, not taken yet. */
  on(upload: LockedUpload): UploadLock {
    return new UploadLock(upload, this.leases, this.held);
  }
}
