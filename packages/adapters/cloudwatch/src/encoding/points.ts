import type { MetricFamily, SeriesRange } from '@bot-metrics/core/backend';
import { hasPoint } from '@bot-metrics/core/encoding';
import { type Dimensions, dimensionsOf } from './dimensions.ts';
import { type Distribution, distributionOf } from './distribution.ts';
import { cloudWatchUnit } from './units.ts';

/** A series as CloudWatch gets it. */
export interface Point {
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Dimensions;
  /** The change of a counter, the last value of a gauge, or the distribution of a histogram. */
  readonly value: number | Distribution;
}

/** Returns why one route to CloudWatch cannot send a point, if it cannot. */
export type Objection = (point: Point) => string | undefined;

/** Called for a series that cannot be sent. `problem` completes "a series which …". */
export type Refuse = (family: MetricFamily, slot: number, problem: string) => void;

/** Limit of a metric. */
const MAX_DIMENSIONS = 30;
/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html, `Value`. */
const MAX_VALUE = 2 ** 360;

/**
 * Returns the points of some series.
 * @param maxValues limit of the distinct values of a distribution
 * @param objection applies the rules of the route, beside those of CloudWatch
 * @param refuse called for each series that CloudWatch would refuse together with its whole request
 */
export function pointsOf(
  ranges: readonly SeriesRange[],
  maxValues: number,
  objection: Objection,
  refuse: Refuse,
): Point[] {
  const points: Point[] = [];
  for (const { family, from, to } of ranges) {
    const { name, unit } = family.metric.definition;
    const cloudWatch = cloudWatchUnit(unit);
    for (let slot = from; slot < to; slot++) {
      if (!hasPoint(family, slot)) continue;
      const value = pointValue(family, slot, maxValues);
      const point = { name, unit: cloudWatch, dimensions: dimensionsOf(family.metric, slot), value };
      const problem = limitOf(point) ?? objection(point);
      if (problem === undefined) points.push(point);
      else refuse(family, slot, problem);
    }
  }
  return points;
}

function limitOf({ dimensions, value }: Point): string | undefined {
  if (dimensions.length > MAX_DIMENSIONS) {
    return `has ${dimensions.length} labels; CloudWatch accepts up to ${MAX_DIMENSIONS} dimensions, so remove some`;
  }
  if (numbersIn(value).every((number) => Math.abs(number) <= MAX_VALUE)) return undefined;
  return 'has a value beyond 2^360, the limit of CloudWatch; record a smaller one';
}

function pointValue(family: MetricFamily, slot: number, maxValues: number): number | Distribution {
  return family.kind === 'histogram' ? distributionOf(family, slot, maxValues) : family.values[slot]!;
}

/** Every number of a point, including minimum, maximum and sum. */
function numbersIn(value: number | Distribution): readonly number[] {
  return typeof value === 'number' ? [value] : [value.sum, value.min, value.max, ...value.values];
}
