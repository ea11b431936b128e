import { type Family, hasSeries, type SeriesRange } from '@bot-metrics/core';
import { type Dimensions, dimensionsOf } from './dimensions.ts';
import { type Distribution, distributionOf } from './distribution.ts';
import { cloudWatchUnit } from './units.ts';

/** What a series has to tell. */
export interface Point {
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Dimensions;
  /** The change of a counter, a last value, or what was observed. */
  readonly value: number | Distribution;
}

/** What stands against a point by the rules of one way to CloudWatch, if anything does. */
export type Objection = (point: Point) => string | undefined;

/** Hears of a series that cannot be sent, and why. */
export type Refuse = (family: Family, slot: number, why: string) => void;

/** Of a metric. */
const MOST_DIMENSIONS = 30;
/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html, `Value`. */
const GREATEST = 2 ** 360;

/**
 * The points of some series.
 * @param mostValues of a distribution
 * @param objection beside the rules of CloudWatch itself
 * @param refuse told of those that CloudWatch would refuse, and the whole request with them
 */
export function pointsOf(
  ranges: readonly SeriesRange[],
  mostValues: number,
  objection: Objection,
  refuse: Refuse,
): Point[] {
  const points: Point[] = [];
  for (const { family, from, to } of ranges) {
    const { name, unit } = family.metric.definition;
    const told = cloudWatchUnit(unit);
    for (let slot = from; slot < to; slot++) {
      if (!hasSeries(family, slot, family.temporality)) continue;
      const value = toldBy(family, slot, mostValues);
      const point = { name, unit: told, dimensions: dimensionsOf(family.metric, slot), value };
      const why = limitOf(point) ?? objection(point);
      if (why === undefined) points.push(point);
      else refuse(family, slot, why);
    }
  }
  return points;
}

function limitOf({ dimensions, value }: Point): string | undefined {
  if (dimensions.length > MOST_DIMENSIONS) {
    return `has ${dimensions.length} labels, and CloudWatch takes ${MOST_DIMENSIONS} dimensions`;
  }
  if (numbersIn(value).every((number) => Math.abs(number) <= GREATEST)) return undefined;
  return 'has a value that is beyond 2^360, the greatest that CloudWatch takes';
}

function toldBy(family: Family, slot: number, mostValues: number): number | Distribution {
  return family.kind === 'histogram' ? distributionOf(family, slot, mostValues) : family.values[slot]!;
}

/** Also the least, the greatest and the sum. */
function numbersIn(value: number | Distribution): readonly number[] {
  return typeof value === 'number' ? [value] : [value.sum, value.min, value.max, ...value.values];
}
