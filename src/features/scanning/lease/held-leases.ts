import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import type { LeasedUpload } from '../../uploads/index.js';
import { LeaseLostError } from '../domain/admission.errors.js';
import { ScanLeaseRepository } from './scan-lease.repository.js';

/** A lease that this process has. Its signal aborts the work when the lease is lost or the process ends. */
export interface HeldLease {
  signal: AbortSignal;
  release(): void;
}

interface Held {
  upload: LeasedUpload;
  work: AbortController;
}

/** All leases of this process, renewed together: one timer and one statement, however many there are. */
@Injectable()
export class HeldLeases {
  private readonly held = new Set<Held>();
  private readonly heartbeatMs: number;
  private heartbeat?: NodeJS.Timeout;

  constructor(
    private readonly lease: ScanLeaseRepository,
    config: Config,
  ) {
    this.heartbeatMs = (config.get('SCAN_LEASE_SECONDS') * 1000) / 3;
  }

  hold(upload: LeasedUpload): HeldLease {
    const entry = { upload, work: new AbortController() };
    this.held.add(entry);
    this.heartbeat ??= setInterval(() => void this.renewAll(), this.heartbeatMs);
    return { signal: entry.work.signal, release: () => this.release(entry) };
  }

  /** The process ends: all work stops. */
  abortAll(): void {
    for (const { work } of this.held) work.abort();
  }

  private release(entry: Held): void {
    this.held.delete(entry);
    if (this.held.size > 0) return;
    clearInterval(this.heartbeat);
    this.heartbeat = undefined;
  }

  /** While the database does not answer, leases may end: the transactions under them fail then. */
  private async renewAll(): Promise<void> {
    const entries = [...this.held];
    const goOn = await this.lease.renew(entries.map(({ upload }) => upload)).catch(() => null);
    entries.forEach(({ work }, n) => {
      if (goOn?.[n] === false) work.abort(new LeaseLostError());
    });
  }
}
