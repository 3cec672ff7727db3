import { ConfigService } from '@nestjs/config';
import { Config } from '../../src/config/config.js';
import { readSettings } from '../../src/config/read-settings.js';
import { RateCounters } from '../../src/platform/rate-counters/rate-counters.js';
import type { Database } from '../../src/platform/prisma/database.js';

export const configOf = (env: Record<string, string>) => new Config(new ConfigService(readSettings(env)));

/** No test depends on how long a count takes. */
const PATIENCE_MS = 120_000;

/** The counters of one process. */
export const rateCountersOf = (database: Database, env: Record<string, string> = {}) =>
  new RateCounters(configOf(env), database, PATIENCE_MS);
