import { Logger } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import { BackgroundService, type Measure } from '../../../platform/background/background-service.js';
import { OccasionalWarning } from '../../../platform/background/occasional-warning.js';
import { shutdownDeadlines } from '../../../platform/background/shutdown-deadlines.js';
import { EventChannel, type Subscriber, type Subscription } from '../../../platform/events/event-channel.js';
import { isMoveOfUpload } from '../../relay/index.js';
import { IngestionRunner } from './ingestion-runner.js';

/** Lost hints and documents that wait are found after this long. */
const POLL_MS = 1_000;

/**
 * Keeps up to INGESTION_CONCURRENCY ingestions going while any document is due. A move of an upload, which the relay
 * reports to every process, may have made one due; a poll makes up for lost reports.
 */
@BackgroundService({ name: 'ingestion' })
export class IngestionLoop implements BackgroundService, Subscriber {
  private readonly warning = new OccasionalWarning(new Logger('Ingestion'));
  private readonly concurrency: number;
  private readonly shutdown = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private subscription?: Subscription;
  private poll?: NodeJS.Timeout;
  private measure: Measure = (work) => work();
  private stopping = false;

  constructor(
    private readonly runner: IngestionRunner,
    private readonly channel: EventChannel,
    config: Config,
  ) {
    this.concurrency = config.get('INGESTION_CONCURRENCY');
  }

  start(measure: Measure): void {
    this.measure = measure;
    this.subscription = this.channel.subscribe(this);
    this.poll = setInterval(() => this.wake(), POLL_MS);
  }

  onMessage(message: string): void {
    if (isMoveOfUpload(message)) this.wake();
  }

  onOpen(): void {
    this.wake();
  }

  /** Finishes the documents under way, or gives them back when that takes too long. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.poll);
    const timeout = setTimeout(() => this.shutdown.abort(), shutdownDeadlines.finishMs);
    await Promise.all([this.subscription?.close(), ...this.running]);
    clearTimeout(timeout);
  }

  /** There may be work: one more runner, if there is room for it. */
  private wake(): void {
    if (this.stopping || this.running.size >= this.concurrency) return;
    const run = this.drain().finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private async drain(): Promise<void> {
    try {
      while (!this.stopping && (await this.measure(() => this.runner.runNext(this.shutdown.signal))));
    } catch (error) {
      this.warning.warn(`Cannot claim documents, trying again: ${(error as Error).message}`);
    }
  }
}
