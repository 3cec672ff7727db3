import type { LabelBound, MetricDefinition } from './metric-definitions.js';

/** What stands for every value that a label does not have. */
export const OTHER = 'other';

/** Keeps the values of a metric's labels within their bounds, whatever comes: each series costs memory in every process. */
export class BoundedLabels<Label extends string> {
  private readonly known: [Label, (value: string) => boolean][];

  constructor(private readonly definition: Pick<MetricDefinition<Label>, 'labels'>) {
    const bounds = Object.entries(definition.labels) as [Label, LabelBound][];
    this.known = bounds.map(([label, bound]) => [label, knows(bound)]);
  }

  within(given: Record<Label, string>): Record<Label, string> {
    const labels = {} as Record<Label, string>;
    for (const [label, isKnown] of this.known) labels[label] = isKnown(given[label]) ? given[label] : OTHER;
    return labels;
  }

  /** Every combination of values, where all of them are listed: a rate needs a zero before the first event. */
  combinations(): Record<Label, string>[] {
    const bounds = Object.entries(this.definition.labels) as [Label, LabelBound][];
    return bounds.reduce<Record<Label, string>[]>(
      (all, [label, bound]) =>
        isListed(bound) ? all.flatMap((some) => bound.map((value) => ({ ...some, [label]: value }))) : [],
      [{} as Record<Label, string>],
    );
  }
}

const isListed = (bound: LabelBound): bound is readonly string[] => Array.isArray(bound);

function knows(bound: LabelBound): (value: string) => boolean {
  if (isListed(bound)) {
    const values = new Set(bound);
    return (value) => values.has(value);
  }
  const seen = new Set<string>();
  return (value) => seen.has(value) || (seen.size < bound.atMost && seen.add(value).size > 0);
}
