import { DatabaseGauges, type Figure } from '../../src/platform/metrics/database-gauges.js';
import { DatabaseFigures } from '../../src/platform/metrics/database-figures.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import type { Database } from '../../src/platform/prisma/database.js';

/** The values of a figure as a scrape shows them now, by metric without `airlock_` and with its labels. */
export async function shownFigures<Label extends string>(
  database: Database,
  figure: Figure<Label>,
): Promise<Record<string, number>> {
  const metrics = new Metrics();
  const gauges = new DatabaseGauges(metrics, new DatabaseFigures(database));
  gauges.add(figure);
  // A scrape waits for a second; this one for as long as the read takes.
  await gauges.refreshed();
  const own = figure.gauges.map(({ name }) => name);
  const lines = (await metrics.registry.metrics()).split('\n');
  const samples = lines
    .map((line) => /^(\w+)(\{.*\})? (\S+)$/.exec(line))
    .filter((sample) => own.includes(sample?.[1] ?? ''));
  return Object.fromEntries(
    samples.map((sample) => [`${sample![1]!.replace('airlock_', '')}${sample![2] ?? ''}`, Number(sample![3])]),
  );
}
