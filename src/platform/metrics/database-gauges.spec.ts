import { describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Prisma } from '../../generated/prisma/client.js';
import type { DatabaseFigures, FigureRow } from './database-figures.js';
import { DatabaseGauges } from './database-gauges.js';
import { defineSharedGauge } from './metric-definitions.js';
import { Metrics } from './metrics.js';

jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

const labels = { state: ['waiting', 'running'] };
const files = defineSharedGauge({ name: 'airlock_sample_files', help: 'Files.', labels });
const oldest = defineSharedGauge({ name: 'airlock_sample_oldest_seconds', help: 'Age.', labels });

function gaugesOn(read: () => Promise<FigureRow[][]>) {
  const metrics = new Metrics();
  const reading = jest.fn(read);
  const gauges = new DatabaseGauges(metrics, { read: reading } as unknown as DatabaseFigures);
  gauges.add({ select: () => Prisma.sql`SELECT 1`, gauges: [files, oldest] });
  const scrape = async () =>
    (await metrics.registry.metrics()).split('\n').filter((line) => /^airlock_(sample|database)/.test(line));
  return { scrape, reading };
}

describe('gauges of the database', () => {
  it('are read together, once for a scrape, and show a row for each combination of labels', async () => {
    const { scrape, reading } = gaugesOn(async () => [
      [
        { state: 'waiting', sample_files: 3, sample_oldest_seconds: 1.5 },
        { state: 'running', sample_files: 0, sample_oldest_seconds: null },
        { state: 'surprising', sample_files: 1, sample_oldest_seconds: null },
      ],
    ]);
    const lines = await scrape();
    expect(lines.filter((line) => line.startsWith('airlock_sample'))).toEqual([
      'airlock_sample_files{state="waiting"} 3',
      'airlock_sample_files{state="running"} 0',
      'airlock_sample_files{state="other"} 1',
      'airlock_sample_oldest_seconds{state="waiting"} 1.5',
    ]);
    expect(lines.find((line) => line.startsWith('airlock_database_gauges_age_seconds '))).toMatch(/ 0(\.0\d+)?$/);
    expect(reading).toHaveBeenCalledTimes(1);
  });

  it('are left out, and the failure counted, when they were never read', async () => {
    const { scrape } = gaugesOn(() => Promise.reject(new Error('the database is away')));
    expect(await scrape()).toEqual(['airlock_database_gauges_read_failures_total 0']);
    expect(await scrape()).toEqual(['airlock_database_gauges_read_failures_total 1']);
  });
});
