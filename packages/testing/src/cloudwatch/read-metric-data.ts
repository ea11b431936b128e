import { AwsRefusal } from './refusal.ts';
import { standardUnits } from './standard-units.ts';

/** One metric of a valid request. */
export interface CloudWatchDatum {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string;
  readonly resolution: 1 | 60;
  /** Unix seconds. */
  readonly timestamp: number;
  /** The form in which the numbers were sent. */
  readonly form: 'value' | 'values' | 'statistics';
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** For the form `values`. */
  readonly values: readonly number[];
}

type Members = Readonly<Record<string, unknown>>;
type Numbers = Pick<CloudWatchDatum, 'form' | 'count' | 'sum' | 'min' | 'max' | 'values'>;

const MAX_METRICS = 1000;
const MAX_DIMENSIONS = 30;
const MAX_VALUES = 150;
const GREATEST = 2 ** 360;
const OLDEST_SECONDS = 14 * 86_400;
const NEWEST_SECONDS = 2 * 3600;

/**
 * Reads and validates the input of PutMetricData.
 * @param now Unix seconds
 * @throws AwsRefusal with status 400
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export function readMetricData(input: unknown, now: number): CloudWatchDatum[] {
  const { Namespace: namespace, MetricData: data } = members(input, 'the input');
  if (typeof namespace !== 'string') throw refusal('MissingParameter', 'The parameter Namespace is required.');
  invalidUnless(
    /^[A-Za-z0-9.\-_/#:]{1,255}$/.test(namespace) && !/^(?::|AWS\/)/.test(namespace),
    'Namespace',
    namespace,
  );
  if (!Array.isArray(data) || data.length === 0) {
    throw refusal('MissingParameter', 'The parameter MetricData is required.');
  }
  invalidUnless(data.length <= MAX_METRICS, 'MetricData', `${data.length} metrics`);
  return data.map((one: unknown, i) => readDatum(namespace, members(one, `MetricData.member.${i + 1}`), i + 1, now));
}

function readDatum(namespace: string, one: Members, member: number, now: number): CloudWatchDatum {
  const at = (parameter: string) => `MetricData.member.${member}.${parameter}`;
  const { MetricName: name, Unit: unit = 'None', StorageResolution: resolution = 60, Timestamp: timestamp = now } = one;
  invalidUnless(isText(name, 255), at('MetricName'), name);
  invalidUnless(standardUnits.has(String(unit)), at('Unit'), unit);
  invalidUnless(resolution === 1 || resolution === 60, at('StorageResolution'), resolution);
  const isTimely =
    typeof timestamp === 'number' && timestamp >= now - OLDEST_SECONDS && timestamp <= now + NEWEST_SECONDS;
  invalidUnless(isTimely, at('Timestamp'), timestamp);
  return {
    namespace,
    name: String(name),
    dimensions: readDimensions(one.Dimensions, at),
    unit: String(unit),
    resolution: resolution === 1 ? 1 : 60,
    timestamp: Number(timestamp),
    ...readNumbers(one, at),
  };
}

function readDimensions(given: unknown, at: (parameter: string) => string): Record<string, string> {
  if (given === undefined) return {};
  invalidUnless(Array.isArray(given) && given.length <= MAX_DIMENSIONS, at('Dimensions'), given);
  const pairs = (given as unknown[]).map((one, i): [string, string] => {
    const { Name: name, Value: value } = members(one, at(`Dimensions.member.${i + 1}`));
    invalidUnless(isText(name, 255) && !String(name).startsWith(':'), at(`Dimensions.member.${i + 1}.Name`), name);
    invalidUnless(isText(value, 1024), at(`Dimensions.member.${i + 1}.Value`), value);
    return [String(name), String(value)];
  });
  const dimensions = Object.fromEntries(pairs);
  invalidUnless(Object.keys(dimensions).length === pairs.length, at('Dimensions'), 'repeated names');
  return dimensions;
}

function readNumbers(one: Members, at: (parameter: string) => string): Numbers {
  const given = ['Value', 'Values', 'StatisticValues'].filter((form) => one[form] !== undefined);
  if (given.length !== 1) {
    const message = `The parameters Value, Values and StatisticValues exclude each other; given: ${given.join(', ') || 'none'}.`;
    throw refusal('InvalidParameterCombination', message);
  }
  const checked = (parameter: string, value: unknown): number => {
    invalidUnless(typeof value === 'number' && Math.abs(value) <= GREATEST, at(parameter), value);
    return Number(value);
  };
  if (one.Value !== undefined) {
    const value = checked('Value', one.Value);
    return { form: 'value', count: 1, sum: value, min: value, max: value, values: [] };
  }
  if (one.Values === undefined) {
    const set = members(one.StatisticValues, at('StatisticValues'));
    const [count, sum, min, max] = ['SampleCount', 'Sum', 'Minimum', 'Maximum'].map((key) =>
      checked(`StatisticValues.${key}`, set[key]),
    ) as [number, number, number, number];
    invalidUnless(count > 0 && min <= max, at('StatisticValues'), JSON.stringify(set));
    return { form: 'statistics', count, sum, min, max, values: [] };
  }
  const { Values: list, Counts: times = [] } = one;
  invalidUnless(Array.isArray(list) && list.length > 0 && list.length <= MAX_VALUES, at('Values'), list);
  const values = (list as unknown[]).map((value) => checked('Values', value));
  const counts =
    Array.isArray(times) && times.length > 0 ? times.map((value) => checked('Counts', value)) : values.map(() => 1);
  invalidUnless(counts.length === values.length && counts.every((count) => count > 0), at('Counts'), times);
  return {
    form: 'values',
    count: counts.reduce((total, count) => total + count, 0),
    sum: values.reduce((total, value, i) => total + value * counts[i]!, 0),
    min: Math.min(...values),
    max: Math.max(...values),
    values,
  };
}

/** Printable ASCII that is not blank. */
function isText(text: unknown, max: number): boolean {
  return typeof text === 'string' && text.length <= max && /^[\x20-\x7e]+$/.test(text) && text.trim() !== '';
}

function members(value: unknown, what: string): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
  throw refusal('SerializationException', `${what} is no structure.`);
}

function invalidUnless(holds: boolean, parameter: string, value: unknown): void {
  if (holds) return;
  const shown = JSON.stringify(value)?.slice(0, 200) ?? 'nothing';
  throw refusal('InvalidParameterValue', `The value ${shown} for parameter ${parameter} is invalid.`);
}

function refusal(code: string, message: string): AwsRefusal {
  return new AwsRefusal(400, code, message);
}
