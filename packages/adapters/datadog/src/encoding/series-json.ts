import type { Metric, SeriesRange } from '@bot-metrics/core/backend';
import { hasPoint, SeriesCache } from '@bot-metrics/core/encoding';
import { convertUnit } from '../naming.ts';
import type { DatadogSettings } from '../options.ts';
import { identifySeries } from '../tags.ts';

/** Values of the API's `MetricIntakeType`. */
const COUNT = 1;
const GAUGE = 3;

/**
 * Encodes counters as counts of an interval, and gauges and up-down counters as gauges, one point each.
 * Source: https://docs.datadoghq.com/api/latest/metrics/#submit-metrics (v2)
 */
export class SeriesJson {
  readonly #settings: DatadogSettings;
  /** Each series as JSON, up to the time of its point. */
  readonly #heads = new SeriesCache((metric, slot) => this.#head(metric, slot));

  constructor(settings: DatadogSettings) {
    this.#settings = settings;
  }

  /**
   * @param timestamp of every point, in whole seconds
   */
  encode(ranges: readonly SeriesRange[], timestamp: number): string {
    const series: string[] = [];
    for (const { family, from, to } of ranges) {
      if (family.kind === 'histogram') continue;
      for (let slot = from; slot < to; slot++) {
        if (!hasPoint(family, slot)) continue;
        const head = this.#heads.of(family.metric, slot);
        series.push(`${head}${timestamp},"value":${JSON.stringify(family.values[slot])}}]}`);
      }
    }
    return `{"series":[${series.join(',')}]}`;
  }

  #head(metric: Metric, slot: number): string {
    const { name, host, tags } = identifySeries(metric, slot, this.#settings);
    const isCount = metric.definition.type === 'counter';
    const unit = convertUnit(metric.definition.unit);
    const series = JSON.stringify({
      metric: name,
      type: isCount ? COUNT : GAUGE,
      ...(isCount ? { interval: Math.round(this.#settings.intervalSeconds) } : {}),
      ...(unit === undefined ? {} : { unit }),
      ...(host === '' ? {} : { resources: [{ type: 'host', name: host }] }),
      tags,
    });
    return `${series.slice(0, -1)},"points":[{"timestamp":`;
  }
}
