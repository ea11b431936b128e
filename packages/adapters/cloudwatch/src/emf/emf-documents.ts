import type { Point } from '../encoding/points.ts';
import { type DocumentHead, emfDocument } from './emf-document.ts';

const MOST_METRICS = 100;

/**
 * Points as documents: those with the same dimensions together, at most 100 in each.
 * @param mostBytes of a document; one with a single metric may be larger
 */
export function emfDocuments(points: readonly Point[], head: DocumentHead, mostBytes: number): string[] {
  const byDimensions = new Map<string, Point[]>();
  for (const point of points) {
    const key = JSON.stringify(point.dimensions);
    const known = byDimensions.get(key);
    if (known === undefined) byDimensions.set(key, [point]);
    else known.push(point);
  }
  return [...byDimensions.values()].flatMap((alike) =>
    cut(alike, MOST_METRICS).flatMap((part) => small(part, head, mostBytes)),
  );
}

/** All that is written is ASCII. */
function small(points: readonly Point[], head: DocumentHead, mostBytes: number): string[] {
  const document = emfDocument(points, head);
  if (document.length <= mostBytes || points.length === 1) return [document];
  return cut(points, Math.ceil(points.length / 2)).flatMap((half) => small(half, head, mostBytes));
}

function cut(points: readonly Point[], size: number): Point[][] {
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => points.slice(i * size, (i + 1) * size));
}
