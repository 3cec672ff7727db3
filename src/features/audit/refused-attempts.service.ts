import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { RefusalLog, RefusedAttempt } from '../../edge/audit/refusal-log.js';
import { inOneLine } from '../../platform/background/in-one-line.js';
import { AuditEventsRepository, type RefusedRow } from './audit-events.repository.js';
import { Gathered } from './domain/gathered.js';

/** A refusal is in the audit trail about this long after its answer. */
const WRITE_MS = 1_000;
/** While the database is away. */
const MOST_UNWRITTEN = 1_000;

/**
 * Writes refused attempts, off the way of the answers and bounded: equal ones of a minute are one row with their number, and
 * an organization gets so many rows a minute from a process, however many are refused. One statement a second at most.
 */
@Injectable()
export class RefusedAttempts implements RefusalLog, BeforeApplicationShutdown {
  private readonly logger = new Logger('Audit');
  private readonly gathered = new Gathered();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  /** What the database did not take: tried again. */
  private unwritten: RefusedRow[] = [];

  constructor(private readonly events: AuditEventsRepository) {}

  note(attempt: RefusedAttempt): void {
    this.gathered.add(attempt, Date.now());
    this.schedule();
  }

  /** Writes what is due now. */
  flush(now = Date.now()): Promise<void> {
    return (this.writing = this.writing.then(() => this.write(now)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.flush(Infinity);
  }

  private get isIdle(): boolean {
    return this.gathered.isEmpty && !this.unwritten.length;
  }

  private schedule(): void {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.flush().then(() => this.isIdle || this.schedule());
    }, WRITE_MS);
    this.timer.unref();
  }

  private async write(now: number): Promise<void> {
    const rows = [...this.unwritten, ...this.gathered.take(now)].slice(-MOST_UNWRITTEN);
    if (!rows.length) return;
    try {
      await this.events.addRefused(rows);
      this.unwritten = [];
    } catch (error) {
      if (!this.unwritten.length) this.logger.warn(`Refused attempts wait to be recorded: ${inOneLine(error)}`);
      this.unwritten = rows;
    }
  }
}
