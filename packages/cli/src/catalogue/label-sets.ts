import type { LabelSchema, MetricDefinition, Optional, ValueSet } from '@bot-metrics/core';

/** The core's default for definitions without a limit. */
const DEFAULT_LIMIT = 2000;

/** A label of a definition. */
export interface DefinedLabel {
  readonly name: string;
  /** Number of possible values, including absent; `Infinity` for an open label. */
  readonly values: number;
}

/** In declaration order. */
export function definedLabels(labels: LabelSchema = []): DefinedLabel[] {
  if (isNameList(labels)) return labels.map((name) => ({ name, values: Infinity }));
  return Object.entries(labels).map(([name, values]) => ({ name, values: countValues(values) }));
}

/** The maximum number of label sets of a metric. */
export interface LabelSets {
  readonly atMost: number;
  /** The source of the maximum: the possible label values (`labels`) or the metric's series limit (`limit`). */
  readonly boundBy: 'labels' | 'limit';
}

export function labelSets({ type, labels, limit = DEFAULT_LIMIT }: MetricDefinition): LabelSets {
  const product = definedLabels(labels).reduce((sets, { values }) => sets * values, 1);
  if (product <= limit) return { atMost: product, boundBy: 'labels' };
  // Records beyond the limit share one more series; those of a gauge are dropped.
  return { atMost: type === 'gauge' ? limit : limit + 1, boundBy: 'limit' };
}

function countValues(values: ValueSet | Optional): number {
  if ('values' in values && !isList(values)) return countValues(values.values) + 1;
  // Values beyond the limit of a bounded label share one more value, `other`.
  return isList(values) ? values.length : 'limit' in values ? values.limit + 1 : 0;
}

function isNameList(labels: LabelSchema): labels is readonly string[] {
  return Array.isArray(labels);
}

function isList(values: ValueSet | Optional): values is Extract<ValueSet, readonly unknown[]> {
  return Array.isArray(values);
}
