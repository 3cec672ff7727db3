import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { IdempotencyRepository } from '../../edge/idempotency/idempotency.repository.js';
import { Ticker } from '../../platform/jobs/ticker.js';
import { ReconcileService, RecordExpiryRepository } from '../uploads/index.js';
import { PartitionsRepository } from './partitions.repository.js';
import { TrashCollector } from './trash-collector.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/**
 * What must happen though nobody asks: look for unconfirmed bytes, empty the trash, find abandoned sessions of parts,
 * make next month's partition, forget kept answers and old records.
 */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly tickers: Ticker[];

  constructor(
    reconcile: ReconcileService,
    trash: TrashCollector,
    partitions: PartitionsRepository,
    idempotency: IdempotencyRepository,
    records: RecordExpiryRepository,
  ) {
    this.tickers = [
      new Ticker('Reconciler', 1 * SECOND, () => reconcile.run()),
      new Ticker('Trash', 1 * SECOND, () => trash.collectOne()),
      new Ticker('Sessions', 5 * MINUTE, async () => (await trash.findAbandonedSessions(), false)),
      new Ticker('Idempotency', MINUTE, () => idempotency.forgetOld(1000)),
      new Ticker('Records', MINUTE, () => records.forget(500)),
      new Ticker('Partitions', DAY, async () => (await partitions.makeAhead(), false)),
    ];
  }

  onApplicationBootstrap(): void {
    for (const ticker of this.tickers) ticker.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.tickers.map((ticker) => ticker.stop()));
  }
}
