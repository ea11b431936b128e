import { hasSeries, type MetricFamily, type SeriesRange } from '../snapshot/snapshot.ts';

/** What goes into one request. */
export interface Batch {
  readonly ranges: readonly SeriesRange[];
  readonly points: number;
  readonly weight: number;
}

type WeightOf = (family: MetricFamily) => number;

/** Ranges with all series of these families. */
export function wholeRanges(families: readonly MetricFamily[]): SeriesRange[] {
  return families.map((family) => ({ family, from: 0, to: family.slots }));
}

/**
 * Cuts ranges into batches of a weight of at most `most()`, which is asked for each one. A point that alone weighs more has
 * a batch of its own.
 * @param weightOf what a point of a family weighs
 */
export function* batchesOf(
  ranges: readonly SeriesRange[],
  weightOf: WeightOf,
  most: () => number,
): Generator<Batch, undefined> {
  let batch = new GrowingBatch(most());
  for (const { family, from, to } of ranges) {
    const weight = weightOf(family);
    let begin = from;
    let points = 0;
    for (let slot = from; slot < to; slot++) {
      if (!hasSeries(family, slot, family.temporality)) continue;
      if (!batch.hasRoom(points, weight)) {
        batch.add({ family, from: begin, to: slot }, points, weight);
        yield batch;
        batch = new GrowingBatch(most());
        begin = slot;
        points = 0;
      }
      points += 1;
    }
    batch.add({ family, from: begin, to }, points, weight);
  }
  if (batch.points > 0) yield batch;
}

/** The same points in about two requests. */
export function halvesOf({ ranges, weight }: Batch, weightOf: WeightOf): Batch[] {
  return [...batchesOf(ranges, weightOf, () => weight / 2)];
}

class GrowingBatch implements Batch {
  readonly ranges: SeriesRange[] = [];
  points = 0;
  weight = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** For one more point, beside `points` of the same weight that are not added yet. */
  hasRoom(points: number, weight: number): boolean {
    return this.points + points === 0 || this.weight + (points + 1) * weight <= this.#most;
  }

  add(range: SeriesRange, points: number, weight: number): void {
    if (points === 0) return;
    this.ranges.push(range);
    this.points += points;
    this.weight += points * weight;
  }
}
