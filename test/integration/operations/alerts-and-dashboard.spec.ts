import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import '../../../src/app.module.js';
import { Metrics } from '../../../src/platform/metrics/metrics.js';
import { definedMetrics, type LabelBound } from '../../../src/platform/metrics/metric-definitions.js';
import { readDocument } from '../../support/documents.js';
import { alertRules, alertTests, dashboardPanels, expressions } from '../../support/operations-files.js';
import { selectorsOf } from '../../support/promql.js';
import { ALERTS, findPromtool, promtool } from '../../support/promtool.js';

/** Labels that Prometheus adds to every series. */
const OF_TARGETS = ['job', 'instance'];
const SUFFIXES = { histogram: ['_bucket', '_sum', '_count'], counter: [''], gauge: [''] };

const defaults = (await new Metrics().registry.getMetricsAsJSON())
  .filter(({ name }) => !name.startsWith('airlock_'))
  .map(({ name }): [string, Record<string, LabelBound>] => [name, {}]);
const own = definedMetrics().flatMap(({ name, kind, labels }) =>
  SUFFIXES[kind].map((suffix): [string, Record<string, LabelBound>] => [
    name + suffix,
    suffix === '_bucket' ? { ...labels, le: { atMost: 50, of: 'the bound' } } : labels,
  ]),
);
/** Every series that a process shows, with its labels. */
const series = new Map([...defaults, ...own]);
const shared = new Set(definedMetrics().flatMap(({ name, isShared }) => (isShared ? [name] : [])));

/** Only read when something is looked for. */
const notShown = [
  'airlock_cage_job_seconds',
  'airlock_job_runs_total',
  'airlock_metric_read_failures_total',
  'airlock_uploads_open_oldest_seconds',
];

const has = (bound: LabelBound, value: string, operator: string) =>
  !('length' in bound) || (operator.includes('~') ? value.split('|') : [value]).every((one) => bound.includes(one));

describe.each(expressions())('%s: %s', (_, expression) => {
  const selectors = selectorsOf(expression);

  it('selects series that exist, by labels and values that they have', () => {
    expect(selectors.length).toBeGreaterThan(0);
    for (const { metric, matchers, groupedBy } of selectors) {
      const labels = series.get(metric);
      expect([metric, labels !== undefined]).toEqual([metric, true]);
      const names = [...Object.keys(labels!), ...OF_TARGETS];
      expect([...groupedBy, ...matchers.map(({ label }) => label)].filter((label) => !names.includes(label))).toEqual(
        [],
      );
      const asked = matchers.filter(({ label }) => !OF_TARGETS.includes(label));
      expect(asked.filter(({ label, operator, value }) => !has(labels![label]!, value, operator))).toEqual([]);
    }
  });

  it('adds up no gauge that is the same in all processes', () => {
    expect(selectors.filter(({ metric, isSummed }) => isSummed && shared.has(metric))).toEqual([]);
  });
});

describe('the alert rules', () => {
  it.each(alertRules().map((rule) => [rule.alert, rule] as const))(
    '%s says what it means and what to do',
    (_, rule) => {
      expect(Object.keys(rule.annotations)).toEqual(['summary', 'runbook']);
      expect(rule.annotations.runbook!.length).toBeGreaterThan(40);
      expect(['page', 'ticket']).toContain(rule.labels.severity);
    },
  );

  it('have names of their own, and a test each', () => {
    const names = alertRules().map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    expect(alertTests()).toEqual(expect.arrayContaining(names));
  });
});

describe('the dashboard', () => {
  it('has these rows, and a sentence for every panel', () => {
    const panels = dashboardPanels();
    expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
      'Traffic',
      'Admission',
      'Scanning',
      'Ingestion and pictures',
      'Events and webhooks',
      'Parts',
      'Processes',
    ]);
    const silent = panels.filter(({ type, description = '' }) => type !== 'row' && !/^[A-Z0-9].*\.$/.test(description));
    expect(silent.map(({ title }) => title)).toEqual([]);
  });

  it('shows every metric of the product', () => {
    const shown = new Set(
      expressions().flatMap(([, expression]) => selectorsOf(expression).map(({ metric }) => metric)),
    );
    const unseen = definedMetrics().filter(
      ({ name, kind }) => !SUFFIXES[kind].some((suffix) => shown.has(name + suffix)),
    );
    expect(unseen.map(({ name }) => name).sort()).toEqual(notShown);
  });
});

describe('PromQL', () => {
  it.each(['sum(rate(a[5m])', 'rate(a[5 minutes])', 'a{b=c}'])('that is not valid is noticed: %s', (expression) => {
    expect(() => selectorsOf(expression)).toThrow('Not PromQL');
  });
});

const tool = await findPromtool();
const path = 'path' in tool ? tool.path : '';
const what =
  'missing' in tool ? `SKIPPED, the rules are not run: ${tool.missing}` : "the rules by Prometheus's promtool";

(path ? describe : describe.skip)(what, () => {
  it('are valid', async () => {
    expect(await promtool(path, 'check', 'rules', ALERTS)).toContain('SUCCESS');
  });

  it('are read by the configuration that docs/operations/README.md shows', async () => {
    const [, shown] = /^```yaml\n(.*?)^```$/ms.exec(readDocument('docs/operations/README.md'))!;
    const folder = await mkdtemp(join(tmpdir(), 'airlock-prometheus-'));
    await copyFile(ALERTS, join(folder, 'alerts.yaml'));
    await writeFile(join(folder, 'prometheus.yaml'), shown!);
    expect(await promtool(path, 'check', 'config', join(folder, 'prometheus.yaml'))).toContain('1 rule files found');
    await rm(folder, { recursive: true });
  });

  it('fire when they should, and not before', async () => {
    expect(await promtool(path, 'test', 'rules', 'docs/operations/alerts.test.yaml')).toContain('SUCCESS');
  });
});
