import { type GaugeMerge, type MetricDefinition, matchesPattern, type View } from '@bot-metrics/core';

/** Which labels of a metric become dimensions: CloudWatch charges for each combination of their values as a metric. */
export interface CloudWatchDimensions {
  /** The name that the metric is defined with; `*` stands for any characters. */
  readonly metric: string;
  /** Over labels that are not named here series are merged, with exact totals. */
  readonly labels: readonly string[];
  /** Must be said where a gauge loses a label, as in a view. */
  readonly merge?: GaugeMerge;
}

const merges: readonly unknown[] = ['sum', 'max', 'min', 'last'];
/** Of a metric. */
const MOST_DIMENSIONS = 30;

/** The rules as a view of a metric: the last one that fits it counts, and where none does every label is a dimension. */
export function viewOfDimensions(rules: readonly CloudWatchDimensions[], { name }: MetricDefinition): View | undefined {
  const rule = rules.findLast(({ metric }) => matchesPattern(metric, name));
  if (rule === undefined) return undefined;
  const { labels, merge } = rule;
  return { metric: name, labels: { keep: labels }, ...(merge === undefined ? {} : { merge }) };
}

export function dimensionProblems(rules: unknown): string[] {
  if (!Array.isArray(rules)) return ['dimensions: is no list; write one such as [{ metric: "*", labels: ["status"] }]'];
  return rules.flatMap((rule: unknown, i) => problemsOf(rule).map((problem) => `dimensions[${i}].${problem}`));
}

function problemsOf(rule: unknown): string[] {
  const { metric, labels, merge }: Record<string, unknown> = { ...(typeof rule === 'object' ? rule : {}) };
  const problems: string[] = [];
  if (typeof metric !== 'string' || metric === '') {
    problems.push(`metric: ${JSON.stringify(metric)} must be a name, or a pattern such as "http.*"`);
  }
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === 'string' && label !== '')) {
    problems.push(`labels: ${JSON.stringify(labels)} must be a list of label names; write [] to keep none`);
  } else if (labels.length > MOST_DIMENSIONS) {
    problems.push(`labels: ${labels.length} are more than the ${MOST_DIMENSIONS} dimensions of a metric; name fewer`);
  }
  if (merge !== undefined && !merges.includes(merge)) {
    problems.push(`merge: ${JSON.stringify(merge)} must be one of ${merges.join(', ')}`);
  }
  return problems;
}
