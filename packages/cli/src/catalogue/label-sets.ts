import type { LabelSchema, MetricDefinition, Optional, ValueSet } from '@bot-metrics/core';

/** Where a definition names none, as in the core. */
const DEFAULT_LIMIT = 2000;

/** A label as a definition has it. */
export interface DefinedLabel {
  readonly name: string;
  /** How many values it can have, absent included; `Infinity` for an open one. */
  readonly values: number;
}

/** In declared order. */
export function definedLabels(labels: LabelSchema = []): DefinedLabel[] {
  if (isNameList(labels)) return labels.map((name) => ({ name, values: Infinity }));
  return Object.entries(labels).map(([name, values]) => ({ name, values: valuesOf(values) }));
}

/** The most label sets that a metric can have. */
export interface LabelSets {
  readonly atMost: number;
  /** `labels`: their values allow no more; `limit`: the budget of the metric allows no more. */
  readonly boundBy: 'labels' | 'limit';
}

export function labelSets({ type, labels, limit = DEFAULT_LIMIT }: MetricDefinition): LabelSets {
  const product = definedLabels(labels).reduce((sets, { values }) => sets * values, 1);
  if (product <= limit) return { atMost: product, boundBy: 'labels' };
  // What is over the budget goes to one further series; of a gauge it is dropped.
  return { atMost: type === 'gauge' ? limit : limit + 1, boundBy: 'limit' };
}

function valuesOf(values: ValueSet | Optional): number {
  if ('values' in values && !isList(values)) return valuesOf(values.values) + 1;
  // Beyond the budget of a bounded label everything is one further value, `other`.
  return isList(values) ? values.length : 'limit' in values ? values.limit + 1 : 0;
}

function isNameList(labels: LabelSchema): labels is readonly string[] {
  return Array.isArray(labels);
}

function isList(values: ValueSet | Optional): values is Extract<ValueSet, readonly unknown[]> {
  return Array.isArray(values);
}
