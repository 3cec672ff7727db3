import { Injectable } from '@nestjs/common';
import { IdempotencyRepository } from '../../platform/idempotency/idempotency.repository.js';
import { AbandonedSessionsService, RecordExpiryRepository, RetentionService } from '../uploads/index.js';
import { PartitionsRepository } from './partitions.repository.js';
import type { Progress } from './sweep-turns.repository.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface WholeSweep {
  name: string;
  everySeconds: number;
  /** One batch, from where the one before ended. */
  work: (cursor: string | null) => Promise<Progress>;
}

/** The sweeps that look at a whole table, or at the whole store. */
@Injectable()
export class WholeSweeps {
  readonly all: readonly WholeSweep[];

  constructor(
    sessions: AbandonedSessionsService,
    idempotency: IdempotencyRepository,
    records: RecordExpiryRepository,
    retention: RetentionService,
    partitions: PartitionsRepository,
  ) {
    this.all = [
      { name: 'sessions', everySeconds: 5 * MINUTE, work: (cursor) => sessions.sweep(cursor) },
      { name: 'idempotency', everySeconds: MINUTE, work: () => idempotency.forgetOld(1000) },
      { name: 'records', everySeconds: MINUTE, work: () => records.forget(500) },
      // Counted in days: once an hour is enough to keep it.
      { name: 'retention', everySeconds: HOUR, work: (cursor) => retention.run(cursor) },
      {
        name: 'partitions',
        everySeconds: DAY,
        work: async () => (await partitions.makeAhead(), await partitions.dropEmpty(), false),
      },
    ];
  }
}
