import type { MetricDefinition, View } from '@bot-metrics/core';
import { matchesPattern } from '@bot-metrics/core/backend';
import { group, list, type OptionsOf, oneOf, type ResolvedOptions, text } from '@bot-metrics/core/options';

/** CloudWatch's limit for one metric. */
const MAX_DIMENSIONS = 30;

const rule = {
  metric: text({
    description: 'The name in the definition of the metric; `*` stands for any characters.',
    required: true,
  }),
  labels: list(text({ description: '' }), {
    description: 'The labels that become dimensions. Series that differ in other labels are merged, with exact totals.',
    required: true,
    maxItems: MAX_DIMENSIONS,
  }),
  merge: oneOf(['sum', 'max', 'min', 'last'], {
    description: 'How values of a gauge are merged; required where a gauge loses a label, as in a view.',
  }),
};

/** Which labels of a metric become dimensions: CloudWatch charges for each combination of their values as a metric. */
export interface CloudWatchDimensions extends OptionsOf<typeof rule> {}

/** The same once it is checked. */
export type DimensionRule = ResolvedOptions<typeof rule>;

/** The option `dimensions`. */
export const dimensionsOption = list(group(rule, { description: '' }), {
  description:
    'Which labels of a metric become dimensions: `metric` (a name or a pattern), `labels`, and `merge` where a gauge loses a label. The last rule that matches a metric applies.',
  default: [],
  defaultText: 'every label',
});

/** The rule of a metric as a view: the last one that matches; without one, every label is a dimension. */
export function viewOfDimensions(rules: readonly DimensionRule[], { name }: MetricDefinition): View | undefined {
  const found = rules.findLast(({ metric }) => matchesPattern(metric, name));
  if (found === undefined) return undefined;
  const { labels, merge } = found;
  return { metric: name, labels: { keep: labels }, ...(merge === undefined ? {} : { merge }) };
}
