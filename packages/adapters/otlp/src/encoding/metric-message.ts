import type { MetricFamily } from '@bot-metrics/core/backend';
import type { ProtobufWriter } from '@bot-metrics/core/encoding';

/** `Metric` of a `ScopeMetrics`. */
const METRIC = 2;
/** The field of a `Metric` for each kind. */
const fields = { gauge: 5, sum: 7, histogram: 9, exponential: 10 } as const;
const temporalities = { delta: 1, cumulative: 2 } as const;

/** The kind of the points of a family. */
export type PointKind = keyof typeof fields;

export function pointKindOf(family: MetricFamily): PointKind {
  if (family.kind !== 'histogram') return family.kind;
  return family.exponential === undefined ? 'histogram' : 'exponential';
}

/** Begins a `Metric`, up to its points. Source: opentelemetry/proto/metrics/v1/metrics.proto */
export function beginMetric(writer: ProtobufWriter, family: MetricFamily): { metric: number; data: number } {
  const { name, description = '', unit = '' } = family.metric.definition;
  const metric = writer.begin(METRIC);
  writer.text(1, name);
  if (description !== '') writer.text(2, description);
  if (unit !== '') writer.text(3, unit);
  return { metric, data: writer.begin(fields[pointKindOf(family)]) };
}

/** Writes the fields after the points, and ends the message. */
export function endMetric(
  writer: ProtobufWriter,
  { metric, data }: ReturnType<typeof beginMetric>,
  family: MetricFamily,
): void {
  if (family.kind !== 'gauge') writer.uint(2, temporalities[family.temporality]);
  if (family.metric.definition.type === 'counter') writer.uint(3, 1);
  writer.end(data);
  writer.end(metric);
}
