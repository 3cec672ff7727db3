import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Postmaster } from './postmaster.js';
import { startTimeOf } from './process-identity.js';

const CHECK_MS = 250;
/** More failures within this time are not transient: the process then fails, so that its service manager notices. */
const MOST_RESTARTS = 3;
const WITHIN_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 500;

export interface SupervisorOptions {
  /** Starts the server again on the same port. */
  restart: () => Promise<Postmaster>;
  /** Called when the server ended too often or cannot be started. */
  failed: (error: Error) => void;
}

/** Restarts a server that ended by itself, was killed or ran out of memory; gives up when that happens too often. */
export class ServerSupervisor {
  private readonly logger = new Logger('PostgreSQL');
  private readonly stopping = new AbortController();
  private readonly watching: Promise<void>;
  private readonly restarts: number[] = [];

  constructor(
    private server: Postmaster,
    private readonly options: SupervisorOptions,
  ) {
    this.watching = this.watch().catch((error: unknown) => {
      if (!this.stopping.signal.aborted) this.options.failed(error as Error);
    });
  }

  /** The process id of the current server. */
  get pid(): number {
    return this.server.pid;
  }

  /** Stops supervising. Waits for a restart in progress. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.watching;
  }

  private async watch(): Promise<void> {
    let start = await startTimeOf(this.pid);
    for (;;) {
      await pause(CHECK_MS, undefined, { signal: this.stopping.signal, ref: false });
      // Compares the start time too: the process id may have been reused.
      const now = await startTimeOf(this.pid);
      if (now !== undefined && now === start) continue;
      await this.restart();
      start = await startTimeOf(this.pid);
    }
  }

  private async restart(): Promise<void> {
    let reason = '';
    while (this.mayRestart()) {
      this.logger.warn('The embedded PostgreSQL ended; restarting it');
      await pause(this.pauseMs(), undefined, { signal: this.stopping.signal, ref: false });
      try {
        this.server = await this.options.restart();
        return this.logger.log('The embedded PostgreSQL is running again');
      } catch (error) {
        reason = ` ${(error as Error).message}`;
      }
    }
    throw new Error(
      `The embedded PostgreSQL ended for the ${MOST_RESTARTS + 1}th time within ${WITHIN_MS / 60_000} minutes and is not ` +
        `restarted: check its log below DATA_DIR and the memory of this machine, or set DATABASE_URL.${reason}`,
    );
  }

  private mayRestart(): boolean {
    const now = performance.now();
    while (this.restarts.length > 0 && this.restarts[0]! < now - WITHIN_MS) this.restarts.shift();
    if (this.restarts.length >= MOST_RESTARTS) return false;
    this.restarts.push(now);
    return true;
  }

  /** No pause before the first restart, then doubling. */
  private pauseMs(): number {
    return this.restarts.length === 1 ? 0 : FIRST_PAUSE_MS * 2 ** (this.restarts.length - 2);
  }
}
