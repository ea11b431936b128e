import type { MetricFamily, SeriesRange } from '@bot-metrics/core/backend';
import { hasPoint } from '@bot-metrics/core/encoding';
import { convertLabels, type Dimensions, MAX_DIMENSIONS } from '../dimensions.ts';
import { convertDistribution, type Distribution } from './distribution.ts';

/** A series in CloudWatch's form. */
export interface Point {
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Dimensions;
  /** The change of a counter, the last value of a gauge, or the distribution of a histogram. */
  readonly value: number | Distribution;
}

/** Returns why a route cannot send a point; `undefined` if it can. */
export type FindProblem = (point: Point) => string | undefined;

/** Called for a series that cannot be sent. `problem` completes "a series, which …". */
export type Refuse = (family: MetricFamily, slot: number, problem: string) => void;

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html, `Value`. */
const MAX_VALUE = 2 ** 360;

/** CloudWatch's names of UCUM units. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
const units: Readonly<Record<string, string>> = {
  s: 'Seconds',
  ms: 'Milliseconds',
  us: 'Microseconds',
  By: 'Bytes',
  kBy: 'Kilobytes',
  MBy: 'Megabytes',
  GBy: 'Gigabytes',
  TBy: 'Terabytes',
  bit: 'Bits',
  kbit: 'Kilobits',
  Mbit: 'Megabits',
  Gbit: 'Gigabits',
  Tbit: 'Terabits',
  '%': 'Percent',
};

/**
 * Converts series to points.
 * @param maxValues limit of the distinct values of a distribution
 * @param findProblem applies the rules of the route, in addition to those of CloudWatch
 * @param refuse called for each series for which CloudWatch would reject the whole request
 */
export function convertSeries(
  ranges: readonly SeriesRange[],
  maxValues: number,
  findProblem: FindProblem,
  refuse: Refuse,
): Point[] {
  const points: Point[] = [];
  for (const { family, from, to } of ranges) {
    const { name, unit } = family.metric.definition;
    const cloudWatchUnit = convertUnit(unit);
    for (let slot = from; slot < to; slot++) {
      if (!hasPoint(family, slot)) continue;
      const value = readValue(family, slot, maxValues);
      const point = { name, unit: cloudWatchUnit, dimensions: convertLabels(family.metric, slot), value };
      const problem = findLimit(point) ?? findProblem(point);
      if (problem === undefined) points.push(point);
      else refuse(family, slot, problem);
    }
  }
  return points;
}

function findLimit({ dimensions, value }: Point): string | undefined {
  if (dimensions.length > MAX_DIMENSIONS) {
    return `has ${dimensions.length} labels, more than the ${MAX_DIMENSIONS} dimensions of CloudWatch; remove some labels`;
  }
  if (listNumbers(value).every((number) => Math.abs(number) <= MAX_VALUE)) return undefined;
  return 'has a value beyond 2^360, the limit of CloudWatch; record smaller values';
}

function readValue(family: MetricFamily, slot: number, maxValues: number): number | Distribution {
  return family.kind === 'histogram' ? convertDistribution(family, slot, maxValues) : family.values[slot]!;
}

/** Lists every number of a point, including minimum, maximum and sum. */
function listNumbers(value: number | Distribution): readonly number[] {
  return typeof value === 'number' ? [value] : [value.sum, value.min, value.max, ...value.values];
}

/** Converts a UCUM unit. `None` if CloudWatch has no such unit, because it rejects all others. */
export function convertUnit(unit: string | undefined): string {
  if (unit === undefined || unit === '') return 'None';
  if (isCount(unit)) return 'Count';
  const known = lookUp(unit);
  if (known !== undefined) return known;
  const [dividend = '', divisor] = unit.split('/');
  if (divisor !== 's') return 'None';
  if (isCount(dividend)) return 'Count/Second';
  const rate = lookUp(dividend);
  return rate !== undefined && /byte|bit/i.test(rate) ? `${rate}/Second` : 'None';
}

/** Whether a unit is an annotation alone, such as `{request}`. The unit `1` may also be a ratio, so it is not a count. */
function isCount(unit: string): boolean {
  return /^\{[^{}]*\}$/.test(unit);
}

function lookUp(unit: string): string | undefined {
  return Object.hasOwn(units, unit) ? units[unit] : undefined;
}
