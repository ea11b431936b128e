import { createHash } from 'node:crypto';
import type { MetricDefinition, View } from '@bot-metrics/core';
import { type Metric, matchesPattern } from '@bot-metrics/core/backend';
import { group, list, type OptionsOf, oneOf, type ResolvedOptions, text } from '@bot-metrics/core/options';

/** CloudWatch's limit for one metric. */
export const MAX_DIMENSIONS = 30;
/** The limit of the schema of Embedded Metric Format; that of PutMetricData is 255. */
const MAX_NAME_CHARACTERS = 250;
const MAX_VALUE_CHARACTERS = 1024;
const HASH_CHARACTERS = 16;

const rule = {
  metric: text({
    description: 'The name in the definition of the metric; `*` stands for any characters.',
    required: true,
  }),
  labels: list(text({ description: '' }), {
    description:
      'The labels that become dimensions. Series that differ only in other labels are merged, with exact totals.',
    required: true,
    maxItems: MAX_DIMENSIONS,
  }),
  merge: oneOf(['sum', 'max', 'min', 'last'], {
    description: 'How the values of a gauge are merged; required if a gauge loses a label, as in a view.',
  }),
};

/** Chooses the labels of a metric that become dimensions. CloudWatch charges for each combination of their values as a metric. */
export interface CloudWatchDimensions extends OptionsOf<typeof rule> {}

/** Checked `CloudWatchDimensions`. */
export type DimensionRule = ResolvedOptions<typeof rule>;

/** The option `dimensions`. */
export const dimensionsOption = list(group(rule, { description: '' }), {
  description:
    'The labels of a metric that become dimensions: `metric` (a name or a pattern), `labels`, and `merge` if a gauge loses a label. The last rule that matches a metric applies.',
  default: [],
  defaultText: 'every label',
});

/** Creates a view from the last rule that matches a metric. Without a rule, every label is a dimension. */
export function createDimensionView(rules: readonly DimensionRule[], { name }: MetricDefinition): View | undefined {
  const found = rules.findLast(({ metric }) => matchesPattern(metric, name));
  if (found === undefined) return undefined;
  const { labels, merge } = found;
  return { metric: name, labels: { keep: labels }, ...(merge === undefined ? {} : { merge }) };
}

/** Pairs of name and value in CloudWatch's form. */
export type Dimensions = readonly (readonly [name: string, value: string])[];

/** Converts the labels of a series. CloudWatch rejects empty values, which core omits. */
export function convertLabels(metric: Metric, slot: number): Dimensions {
  return metric
    .labelsOf(slot)
    .map(([name, value]) => [encodeText(name, MAX_NAME_CHARACTERS), encodeText(value, MAX_VALUE_CHARACTERS)]);
}

/**
 * Converts a text to characters and length that CloudWatch accepts. Different texts stay different. Characters other than printable
 * ASCII are percent-encoded, as in `%D0%96`. So are a colon at the start, the first space of a blank text, and a `%` that looks like
 * an escape. `~` and a hash replace the end of a text that is too long.
 */
export function encodeText(text: string, maxCharacters: number): string {
  const isPlain =
    text.length <= maxCharacters && /^(?!:)[\x20-\x7e]*[\x21-\x7e][\x20-\x7e]*$/.test(text) && !text.includes('%');
  if (isPlain) return text;
  const encoded = text
    .replace(/%(?=[0-9A-F]{2})/g, '%25')
    .replace(/^:|^ (?= *$)|[^\x20-\x7e]+/g, (characters) =>
      [...Buffer.from(characters)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
    );
  if (encoded.length <= maxCharacters) return encoded;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS);
  return `${encoded.slice(0, maxCharacters - HASH_CHARACTERS - 1)}~${hash}`;
}
