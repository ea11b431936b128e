import type { MetricDefinition } from '@bot-metrics/core';
import { errorText } from '@bot-metrics/core';
import type { MetricStore, Snapshot } from '@bot-metrics/core/backend';
import type { Explicit, Exponential, MeterData, ScopeData } from './meter-reader.ts';

type HistogramMetric = Extract<ReturnType<MetricStore['define']>, { kind: 'histogram' }>;

const CUMULATIVE = 1;

/** A metric that cannot be on the page, and why. */
export type Refusal = (name: string, why: string) => void;

/**
 * Copies what a meter provider has collected into a store, so that it is named and written like every other metric of the page.
 * Each series gets the labels `otel.scope.name` and `otel.scope.version`, because two scopes may use the same metric name.
 */
export function mirror(scopes: readonly ScopeData[], store: MetricStore, refuse: Refusal): Snapshot {
  for (const { scope, metrics } of scopes) {
    const scopeLabels = { 'otel.scope.name': scope.name, 'otel.scope.version': scope.version ?? '' };
    for (const data of metrics as readonly MeterData[]) {
      const { name } = data.descriptor;
      try {
        if (data.aggregationTemporality === CUMULATIVE || data.dataPointType === 2) copy(data, scopeLabels, store);
        else refuse(name, 'it has delta temporality; use a reader with cumulative temporality');
      } catch (error) {
        refuse(name, errorText(error));
      }
    }
  }
  return store.openReader({ name: 'bridge' }).snapshot();
}

function copy(data: MeterData, scopeLabels: Readonly<Record<string, string>>, store: MetricStore): void {
  const { name, description, unit } = data.descriptor;
  const attributes = new Set(data.dataPoints.flatMap((point) => Object.keys(point.attributes)));
  const labels = [...new Set([...attributes, ...Object.keys(scopeLabels)])];
  const known = store.metric(name)?.definition;
  const metric = store.define({
    ...kindOf(data),
    ...(unit === '' ? {} : { unit }),
    name,
    description: known?.description ?? description,
    // The labels of every scope; they are empty for series of other scopes.
    labels: known?.labels ?? labels,
    limit: Number.MAX_SAFE_INTEGER,
  });
  for (const { attributes: given, startTime, value } of data.dataPoints) {
    const texts = Object.entries(given).map(([label, text]) => [label, labelText(text)]);
    const slot = metric.resolve({ ...Object.fromEntries(texts), ...scopeLabels });
    if (slot < 0) continue;
    if (metric.kind !== 'histogram') metric.set(slot, value as number);
    else if (data.dataPointType === 0) setExplicit(metric, slot, value as Explicit);
    else setExponential(metric, slot, value as Exponential);
    metric.created[slot] = startTime[0] + startTime[1] / 1e9;
  }
}

function kindOf(data: MeterData): Pick<MetricDefinition, 'type' | 'buckets'> {
  switch (data.dataPointType) {
    case 0:
      return { type: 'histogram', buckets: data.dataPoints[0]?.value.buckets.boundaries ?? [] };
    case 1:
      return { type: 'histogram', buckets: 'exponential' };
    case 2:
      return { type: 'gauge' };
    case 3:
      return { type: data.isMonotonic ? 'counter' : 'upDownCounter' };
  }
}

function setExplicit(metric: HistogramMetric, slot: number, value: Explicit): void {
  metric.counts[slot] = value.count;
  metric.sums[slot] = value.sum ?? 0;
  metric.buckets.set(value.buckets.counts, slot * metric.stride);
}

function setExponential(metric: HistogramMetric, slot: number, value: Exponential): void {
  metric.counts[slot] = value.count;
  metric.sums[slot] = value.sum ?? 0;
  metric.buckets[slot * metric.stride] = value.count;
  metric.exponential?.mergeBuckets(slot, value);
}

/** Lists and maps become JSON, as in OpenTelemetry's receivers. */
function labelText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
