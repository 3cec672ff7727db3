import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Postmaster } from './postmaster.js';
import { startTimeOf } from './process-identity.js';

const LOOK_MS = 250;
/** More than so many ends in so long a time are no accident: the service manager, and its people, have to know. */
const MOST_RESTARTS = 3;
const WITHIN_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 500;

export interface SupervisorOptions {
  /** Starts the server again where it was. */
  restart: () => Promise<Postmaster>;
  /** It ended too often, or does not start any more. */
  failed: (error: Error) => void;
}

/** Starts a server again that ended by itself, was killed or ran out of memory; gives up when that happens too often. */
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

  /** Of the server as it runs now. */
  get pid(): number {
    return this.server.pid;
  }

  /** From now on the server may end. Waits for a restart under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.watching;
  }

  private async watch(): Promise<void> {
    let start = await startTimeOf(this.pid);
    for (;;) {
      await pause(LOOK_MS, undefined, { signal: this.stopping.signal, ref: false });
      // By its start time too: its process id may be another's by now.
      const now = await startTimeOf(this.pid);
      if (now !== undefined && now === start) continue;
      await this.startAgain();
      start = await startTimeOf(this.pid);
    }
  }

  private async startAgain(): Promise<void> {
    let why = '';
    while (this.mayRestart()) {
      this.logger.warn('The embedded PostgreSQL ended; starting it again');
      await pause(this.pauseMs(), undefined, { signal: this.stopping.signal, ref: false });
      try {
        this.server = await this.options.restart();
        return this.logger.log('The embedded PostgreSQL is back');
      } catch (error) {
        why = ` ${(error as Error).message}`;
      }
    }
    throw new Error(
      `The embedded PostgreSQL ended for the ${MOST_RESTARTS + 1}th time within ${WITHIN_MS / 60_000} minutes and is not ` +
        `started again: look into its log below DATA_DIR and at the memory of this machine, or set DATABASE_URL.${why}`,
    );
  }

  private mayRestart(): boolean {
    const now = performance.now();
    while (this.restarts.length > 0 && this.restarts[0]! < now - WITHIN_MS) this.restarts.shift();
    if (this.restarts.length >= MOST_RESTARTS) return false;
    this.restarts.push(now);
    return true;
  }

  /** None for the first, then doubling. */
  private pauseMs(): number {
    return this.restarts.length === 1 ? 0 : FIRST_PAUSE_MS * 2 ** (this.restarts.length - 2);
  }
}
