import type { Point } from '../encoding/points.ts';
import { type DocumentHead, emfDocument } from './emf-document.ts';

const MAX_METRICS = 100;

/**
 * Groups points with the same dimensions into documents of at most 100 metrics.
 * @param maxBytes limit of a document; one with a single metric may be larger
 */
export function emfDocuments(points: readonly Point[], head: DocumentHead, maxBytes: number): string[] {
  const byDimensions = new Map<string, Point[]>();
  for (const point of points) {
    const key = JSON.stringify(point.dimensions);
    const known = byDimensions.get(key);
    if (known === undefined) byDimensions.set(key, [point]);
    else known.push(point);
  }
  return [...byDimensions.values()].flatMap((alike) =>
    split(alike, MAX_METRICS).flatMap((part) => small(part, head, maxBytes)),
  );
}

/** Documents are ASCII, so that characters are bytes. */
function small(points: readonly Point[], head: DocumentHead, maxBytes: number): string[] {
  const document = emfDocument(points, head);
  if (document.length <= maxBytes || points.length === 1) return [document];
  return split(points, Math.ceil(points.length / 2)).flatMap((half) => small(half, head, maxBytes));
}

function split(points: readonly Point[], size: number): Point[][] {
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => points.slice(i * size, (i + 1) * size));
}
