import type { Family, SeriesRange } from '@bot-metrics/core';
import { hasPoint } from '@bot-metrics/otel';
import { pointWeight } from '../encoding/point-weight.ts';

/** What goes into one request. */
export interface Batch {
  readonly ranges: readonly SeriesRange[];
  readonly points: number;
  /** As `pointWeight` counts it. */
  readonly weight: number;
}

/** Ranges with all series of these families. */
export function wholeRanges(families: readonly Family[]): SeriesRange[] {
  return families.map((family) => ({ family, from: 0, to: family.slots }));
}

/**
 * Cuts ranges into batches of a weight of at most `most()`, which is asked for each one. A point that alone weighs more has
 * a batch of its own.
 */
export function* batchesOf(ranges: readonly SeriesRange[], most: () => number): Generator<Batch> {
  let batch = new GrowingBatch(most());
  for (const { family, from, to } of ranges) {
    const weight = pointWeight(family);
    let begin = from;
    let points = 0;
    for (let slot = from; slot < to; slot++) {
      if (!hasPoint(family, slot)) continue;
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
export function halvesOf({ ranges, weight }: Batch): Batch[] {
  return [...batchesOf(ranges, () => weight / 2)];
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
