import type { MetricFamily } from '@bot-metrics/core/backend';
import type { ProtobufWriter } from '@bot-metrics/core/encoding';

/** `Metric` of a `ScopeMetrics`. */
const METRIC = 2;
/** The field of a `Metric` for each kind. */
const fields = { gauge: 5, sum: 7, histogram: 9, exponential: 10 } as const;
const temporalities = { delta: 1, cumulative: 2 } as const;

/** This many buckets take as many bytes as a number with its labels. */
const BUCKETS_PER_NUMBER = 4;
/** Weight of an exponential histogram, whose buckets are small but many. */
const EXPONENTIAL_WEIGHT = 8;

/** The kind of the points of a family. */
export type PointKind = keyof typeof fields;

export function findPointKind(family: MetricFamily): PointKind {
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
  return { metric, data: writer.begin(fields[findPointKind(family)]) };
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

/** Estimates the size of a point, relative to a number with its labels: about 70 bytes. */
export function estimatePointWeight(family: MetricFamily): number {
  if (family.kind !== 'histogram') return 1;
  return family.exponential === undefined
    ? 1 + Math.ceil(family.metric.stride / BUCKETS_PER_NUMBER)
    : EXPONENTIAL_WEIGHT;
}
