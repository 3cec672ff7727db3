import { parser } from '@prometheus-io/lezer-promql';

/** One selector of an expression: the metric and what is asked of its labels. */
export interface Selector {
  metric: string;
  matchers: { label: string; operator: string; value: string }[];
  /** Labels that the aggregations around it keep. */
  groupedBy: string[];
  /** Whether a sum() is around it that keeps no process apart. */
  isSummed: boolean;
}

interface Node {
  name: string;
  from: number;
  to: number;
  parent: Node | null;
  getChild(name: string): Node | null;
  getChildren(name: string): Node[];
}

/** The selectors of a PromQL expression. Throws where it is not valid. Variables of Grafana may stand for durations. */
export function selectorsOf(expression: string): Selector[] {
  const text = expression.replaceAll('$__rate_interval', '5m');
  const read = ({ from, to }: Node) => text.slice(from, to);
  const found: Selector[] = [];
  const tree = parser.parse(text);
  tree.iterate({
    enter: ({ from, type }) => {
      if (type.isError) throw new Error(`Not PromQL, at ${from}: ${text}`);
    },
  });
  tree.iterate({
    enter: ({ node }) => {
      if (node.name === 'VectorSelector') found.push(selectorOf(node as unknown as Node, read));
    },
  });
  return found;
}

function selectorOf(node: Node, read: (node: Node) => string): Selector {
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  const aggregations = ancestors(node).filter(({ name }) => name === 'AggregateExpr');
  const labelsOf = (aggregation: Node) =>
    (aggregation.getChild('AggregateModifier')?.getChild('GroupingLabels')?.getChildren('LabelName') ?? []).map(read);
  return {
    metric: read(node.getChild('Identifier')!),
    matchers: matchers.map((matcher) => ({
      label: read(matcher.getChild('LabelName')!),
      operator: read(matcher.getChild('MatchOp')!),
      value: read(matcher.getChild('StringLiteral')!).slice(1, -1),
    })),
    groupedBy: aggregations.flatMap(labelsOf),
    isSummed: aggregations.some(
      (aggregation) =>
        aggregation.getChild('AggregateOp')?.getChild('Sum') != null && !labelsOf(aggregation).includes('instance'),
    ),
  };
}

function ancestors(node: Node): Node[] {
  return node.parent ? [node.parent, ...ancestors(node.parent)] : [];
}
