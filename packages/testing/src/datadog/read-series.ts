import type { DatadogNumbers, DatadogPoint } from './datadog-series.ts';
import { Refusal } from './refusal.ts';
import { checkList, checkMap, checkName, checkTags, checkText, checkTimestamp } from './rules.ts';

/** By the number of the API's `MetricIntakeType`. */
const types = ['unspecified', 'count', 'rate', 'gauge'] as const;

/**
 * The series of a request to `/api/v2/series`.
 * @throws Refusal for what Datadog would not take, or not store as it is
 */
export function readSeries(body: string, nowSeconds: number): DatadogNumbers[] {
  const { series } = checkMap(parse(body), 'the body');
  return checkList(series, 'series').map((one) => seriesOf(checkMap(one, 'a series'), nowSeconds));
}

/** @throws Refusal for a text that is no JSON */
export function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, 'Payload is not in the expected format: invalid JSON');
  }
}

function seriesOf(series: Readonly<Record<string, unknown>>, nowSeconds: number): DatadogNumbers {
  const { metric, type = 0, interval, unit, points, tags, resources = [] } = series;
  const typeName = typeof type === 'number' ? types[type] : undefined;
  if (typeName === undefined) throw new Refusal(400, `no type of a metric: ${JSON.stringify(type)}`);
  return {
    name: checkName(metric),
    host: hostOf(checkList(resources, 'resources')),
    tags: [...checkTags(tags)].sort(),
    type: typeName,
    ...(interval === undefined && !hasInterval(typeName) ? {} : { interval: intervalOf(interval) }),
    ...(unit === undefined ? {} : { unit: checkText(unit, 'unit', 100) }),
    points: checkList(points, 'points').map((point) => pointOf(checkMap(point, 'a point'), nowSeconds)),
  };
}

function hasInterval(type: string): boolean {
  return type === 'count' || type === 'rate';
}

function intervalOf(interval: unknown): number {
  if (typeof interval === 'number' && Number.isInteger(interval) && interval >= 1) return interval;
  throw new Refusal(400, `no interval in whole seconds: ${JSON.stringify(interval)}`);
}

function hostOf(resources: readonly unknown[]): string {
  const hosts = resources.flatMap((resource) => {
    const { type, name } = checkMap(resource, 'a resource');
    return checkText(type, 'type of a resource', 100) === 'host' ? [checkText(name, 'host', 255)] : [];
  });
  return hosts[0] ?? '';
}

function pointOf({ timestamp, value }: Readonly<Record<string, unknown>>, nowSeconds: number): DatadogPoint {
  if (typeof value !== 'number') throw new Refusal(400, `no value of a point: ${JSON.stringify(value)}`);
  return { timestamp: checkTimestamp(timestamp, nowSeconds), value };
}
