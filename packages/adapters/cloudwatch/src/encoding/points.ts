import { type Family, hasSeries, type SeriesRange, type Snapshot } from '@bot-metrics/core';
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

/** Hears of a series that cannot be sent, and why. */
export type Refuse = (family: Family, slot: number, why: string) => void;

/** Of a metric. */
const MOST_DIMENSIONS = 30;
/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html, `Value`. */
const GREATEST = 2 ** 360;

/**
 * The points of some series.
 * @param mostValues of a distribution
 * @param refuse told of those that CloudWatch would refuse, and the whole request with them
 */
export function pointsOf(ranges: readonly SeriesRange[], mostValues: number, refuse: Refuse): Point[] {
  const points: Point[] = [];
  for (const { family, from, to } of ranges) {
    const { name, unit } = family.metric.definition;
    const told = cloudWatchUnit(unit);
    for (let slot = from; slot < to; slot++) {
      if (!hasSeries(family, slot, family.temporality)) continue;
      const dimensions = dimensionsOf(family.metric, slot);
      const value = valueOf(family, slot, mostValues);
      if (dimensions.length > MOST_DIMENSIONS) {
        refuse(family, slot, `has ${dimensions.length} labels, and CloudWatch takes ${MOST_DIMENSIONS} dimensions`);
      } else if (numbersIn(value).every((number) => Math.abs(number) <= GREATEST)) {
        points.push({ name, unit: told, dimensions, value });
      } else refuse(family, slot, 'has a value that is beyond 2^360, the greatest that CloudWatch takes');
    }
  }
  return points;
}

/** All points of a snapshot, for whoever wants to see them. */
export function allPoints({ families }: Snapshot, mostValues: number): Point[] {
  const ranges = families.map((family) => ({ family, from: 0, to: family.slots }));
  return pointsOf(ranges, mostValues, () => {});
}

function valueOf(family: Family, slot: number, mostValues: number): number | Distribution {
  return family.kind === 'histogram' ? distributionOf(family, slot, mostValues) : family.values[slot]!;
}

/** Also the least, the greatest and the sum. */
function numbersIn(value: number | Distribution): readonly number[] {
  return typeof value === 'number' ? [value] : [value.sum, value.min, value.max, ...value.values];
}
