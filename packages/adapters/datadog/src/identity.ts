import type { Metric } from '@bot-metrics/core/backend';
import { keyOf, metricName, tagOf } from './naming.ts';
import type { DatadogSettings } from './options.ts';

/** What tells a series from others. */
export interface Identity {
  readonly name: string;
  /** Empty where there is none. */
  readonly host: string;
  readonly tags: readonly string[];
}

/** A label goes before a tag of all metrics with the same name, and a label `host` before the host. */
export function identityOf(metric: Metric, slot: number, { host, tags }: DatadogSettings): Identity {
  const own = metric.labelsOf(slot).map(([label, value]) => tagOf(label, value));
  const keys = new Set(own.map(keyOf));
  return {
    name: metricName(metric.definition.name),
    host: keys.has('host') ? '' : host,
    tags: [...tags.filter((tag) => !keys.has(keyOf(tag))), ...own],
  };
}
