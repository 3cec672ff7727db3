import '../app.module.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { definedMetrics, type LabelBound, type MetricDefinition } from '../platform/metrics/metric-definitions.js';

const intro = `# Metrics

Every metric of \`/metrics\`. How to scrape them, alert rules and a dashboard: [operations](../operations/README.md).

A label has the values that are listed here, and \`other\` for everything else: the number of series is bounded, whatever clients
send. Nothing of a tenant is a label.
`;

const ofProcesses = `## Of each process

Add them up over the processes: \`sum(rate(airlock_scans_total[5m]))\`.
`;

const ofInstallation = `## Of the installation

Read from the database or the queue, so every process shows the same value: take \`max()\`, never \`sum()\`. One statement reads them,
at most every five seconds and for at most a hundredth of the time; \`airlock_database_gauges_age_seconds\` is how old they are.
`;

const ofNode = `## Of Node and the operating system

By prom-client, for each process.
`;

/** Every metric with its labels, as the code defines them. */
export async function metricsPage(): Promise<string> {
  const metrics = definedMetrics();
  const defaults = (await new Metrics().registry.getMetricsAsJSON()).filter(({ name }) => !name.startsWith('airlock_'));
  const sections = [
    intro,
    ofProcesses + tableOf(metrics.filter(({ isShared }) => !isShared)),
    ofInstallation + tableOf(metrics.filter(({ isShared }) => isShared)),
    ofNode +
      rows(
        ['Metric', 'Meaning'],
        defaults.map(({ name, help }) => [code(name), `${help.replace(/\.?$/, '.')}`]),
      ),
  ];
  return sections.join('\n');
}

function tableOf(metrics: MetricDefinition[]): string {
  const cells = metrics.map(({ name, kind, labels, help }) => [code(name), kind, labelsOf(labels), help]);
  return rows(['Metric', 'Type', 'Labels', 'Meaning'], cells);
}

function labelsOf(labels: Record<string, LabelBound>): string {
  return Object.entries(labels)
    .map(([label, bound]) => `${code(label)}: ${valuesOf(bound)}`)
    .join('<br>');
}

/** The first of a long list stand for all. */
function valuesOf(bound: LabelBound): string {
  if (!('length' in bound)) return `${bound.of} (at most ${bound.atMost})`;
  const shown = bound.slice(0, 12).join(', ');
  return bound.length > 12 ? `${shown} and ${bound.length - 12} more` : shown;
}

function rows(heads: string[], cells: string[][]): string {
  const lines = [heads, heads.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |`);
  return `\n${lines.join('\n')}\n`;
}

const code = (text: string) => `\`${text}\``;
