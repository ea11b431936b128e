import type { DatadogNumbers, DatadogPoint } from './datadog-series.ts';
import { Refusal } from './refusal.ts';
import { checkList, checkMap, checkName, checkTags, checkText, checkTimestamp } from './rules.ts';

/** Indexed by the number of the API's `MetricIntakeType`. */
const types = ['unspecified', 'count', 'rate', 'gauge'] as const;

/**
 * Reads the series of a request to `/api/v2/series`.
 * @throws Refusal for data that Datadog would reject or change
 */
export function readSeries(body: string, nowSeconds: number): DatadogNumbers[] {
  const { series } = checkMap(parse(body), 'the body');
  return checkList(series, 'series').map((one) => readOneSeries(checkMap(one, 'a series'), nowSeconds));
}

/** @throws Refusal for invalid JSON */
export function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, 'Payload is not in the expected format: invalid JSON');
  }
}

function readOneSeries(series: Readonly<Record<string, unknown>>, nowSeconds: number): DatadogNumbers {
  const { metric, type = 0, interval, unit, points, tags, resources = [] } = series;
  const typeName = typeof type === 'number' ? types[type] : undefined;
  if (typeName === undefined) throw new Refusal(400, `metric type is invalid: ${JSON.stringify(type)}`);
  return {
    name: checkName(metric),
    host: readHost(checkList(resources, 'resources')),
    tags: [...checkTags(tags)].sort(),
    type: typeName,
    ...(interval === undefined && !hasInterval(typeName) ? {} : { interval: readInterval(interval) }),
    ...(unit === undefined ? {} : { unit: checkText(unit, 'unit', 100) }),
    points: checkList(points, 'points').map((point) => readPoint(checkMap(point, 'a point'), nowSeconds)),
  };
}

function hasInterval(type: string): boolean {
  return type === 'count' || type === 'rate';
}

function readInterval(interval: unknown): number {
  if (typeof interval === 'number' && Number.isInteger(interval) && interval >= 1) return interval;
  throw new Refusal(400, `interval must be whole seconds: ${JSON.stringify(interval)}`);
}

function readHost(resources: readonly unknown[]): string {
  const hosts = resources.flatMap((resource) => {
    const { type, name } = checkMap(resource, 'a resource');
    return checkText(type, 'type of a resource', 100) === 'host' ? [checkText(name, 'host', 255)] : [];
  });
  return hosts[0] ?? '';
}

function readPoint({ timestamp, value }: Readonly<Record<string, unknown>>, nowSeconds: number): DatadogPoint {
  if (typeof value !== 'number') throw new Refusal(400, `point value must be a number: ${JSON.stringify(value)}`);
  return { timestamp: checkTimestamp(timestamp, nowSeconds), value };
}
