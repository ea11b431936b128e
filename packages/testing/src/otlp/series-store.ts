import { addDelta } from './add-delta.ts';
import { attributesKey } from './attributes-key.ts';
import type { OtlpAttributes, OtlpMetric, OtlpMetricsRequest, OtlpPoint } from './metrics-request.ts';
import { exponentialHistogramValue, histogramValue, numberValue, type OtlpSeriesValue } from './series-value.ts';

/** A series as a store would show it. Different resources or scopes are different series. */
export interface OtlpSeries {
  readonly name: string;
  readonly type: OtlpMetric['type'];
  readonly unit: string;
  /** Whether it is a sum that only grows, which is a counter. */
  readonly isMonotonic: boolean;
  readonly attributes: OtlpAttributes;
  readonly resource: OtlpAttributes;
  /** Name of the instrumentation scope. */
  readonly scope: string;
  /** The last value of a cumulative series or gauge, or the sum of all deltas. */
  readonly value: OtlpSeriesValue;
}

interface Origin {
  readonly resource: OtlpAttributes;
  readonly scope: string;
}

const delta = 1;
const noRecordedValue = 1;

/** Stores arriving data and adds it up like a real store. */
export class SeriesStore {
  readonly #series = new Map<string, OtlpSeries>();

  /** Points apply in order of arrival, whatever their timestamps. */
  write(request: OtlpMetricsRequest): void {
    for (const { resource, scopeMetrics } of request.resourceMetrics) {
      for (const { scope, metrics } of scopeMetrics) {
        for (const metric of metrics) this.#writeMetric(metric, { resource: resource.attributes, scope: scope.name });
      }
    }
  }

  names(): string[] {
    return [...new Set([...this.#series.values()].map((series) => series.name))].sort();
  }

  series(name: string): OtlpSeries[] {
    return [...this.#series.values()].filter((series) => series.name === name);
  }

  /**
   * Returns `undefined` if there is no such series. Throws an `Error` if several resources, scopes or types have one.
   */
  value(name: string, attributes: OtlpAttributes): OtlpSeriesValue | undefined {
    const wanted = attributesKey(attributes);
    const found = this.series(name).filter((series) => attributesKey(series.attributes) === wanted);
    if (found.length > 1) {
      const origins = found.map(
        ({ type, scope, resource }) => `${type} of ${scope || '(no scope)'} ${attributesKey(resource)}`,
      );
      throw new Error(`${found.length} series are called ${name}${wanted}; use series(): ${origins.join(' and ')}`);
    }
    return found[0]?.value;
  }

  #writeMetric(metric: OtlpMetric, origin: Origin): void {
    switch (metric.type) {
      case 'gauge':
      case 'sum':
        for (const point of metric.dataPoints) this.#writePoint(metric, point, numberValue(point), origin);
        return;
      case 'histogram':
        for (const point of metric.dataPoints) this.#writePoint(metric, point, histogramValue(point), origin);
        return;
      case 'exponentialHistogram':
        for (const point of metric.dataPoints)
          this.#writePoint(metric, point, exponentialHistogramValue(point), origin);
    }
  }

  #writePoint(metric: OtlpMetric, point: OtlpPoint, sent: OtlpSeriesValue | undefined, origin: Origin): void {
    const { name, type, unit } = metric;
    const { attributes } = point;
    const key = [name, type, origin.scope, attributesKey(attributes), attributesKey(origin.resource)].join('\n');
    if ((point.flags & noRecordedValue) !== 0) this.#series.delete(key);
    else if (sent !== undefined) {
      const before = this.#series.get(key)?.value;
      const isDelta = metric.type !== 'gauge' && metric.aggregationTemporality === delta;
      const value = isDelta && before !== undefined ? addDelta(before, sent) : sent;
      const isMonotonic = metric.type === 'sum' && metric.isMonotonic;
      this.#series.set(key, { name, type, unit, isMonotonic, attributes, ...origin, value });
    }
  }
}
