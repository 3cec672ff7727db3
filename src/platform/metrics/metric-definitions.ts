/** Which values a label has: these, or as many as the code has names for (routes, jobs), of which `of` says what they are. */
export type LabelBound = readonly string[] | { atMost: number; of: string };

export interface MetricDefinition<Label extends string = string> {
  kind: 'counter' | 'gauge' | 'histogram';
  /** In Prometheus's style: base units, `_total` for counters. */
  name: string;
  /** Sentences. */
  help: string;
  /** Whatever is counted, a label has few values: never ids, paths or texts of clients. */
  labels: Record<Label, LabelBound>;
  /** Of a histogram: upper bounds, rising. */
  buckets: readonly number[];
  /** Read from what all processes share, so that each of them shows the same value. */
  isShared: boolean;
}

interface Described<Label extends string> {
  name: string;
  help: string;
  labels?: Record<Label, LabelBound>;
}

const defined = new Map<string, MetricDefinition>();

/** Every metric that the loaded code defines, by name. */
export function definedMetrics(): MetricDefinition[] {
  return [...defined.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

export function defineCounter<Label extends string = never>(described: Described<Label>): MetricDefinition<Label> {
  return define({ kind: 'counter', ...described });
}

export function defineGauge<Label extends string = never>(described: Described<Label>): MetricDefinition<Label> {
  return define({ kind: 'gauge', ...described });
}

/** A gauge of the installation: every process shows the same, so that dashboards take max() of it and never sum(). */
export function defineSharedGauge<Label extends string = never>(described: Described<Label>): MetricDefinition<Label> {
  return define({ kind: 'gauge', isShared: true, ...described });
}

export function defineHistogram<Label extends string = never>(
  described: Described<Label>,
  buckets: readonly number[],
): MetricDefinition<Label> {
  return define({ kind: 'histogram', buckets, ...described });
}

function define<Label extends string>(
  described: Described<Label> & Partial<MetricDefinition<Label>> & Pick<MetricDefinition, 'kind'>,
): MetricDefinition<Label> {
  const definition = { labels: {} as Record<Label, LabelBound>, buckets: [], isShared: false, ...described };
  if (defined.has(definition.name)) throw new Error(`The metric ${definition.name} is defined twice.`);
  defined.set(definition.name, definition as unknown as MetricDefinition);
  return definition;
}
