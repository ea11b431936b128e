import { expect, test } from 'vitest';
import { formatDocuments } from '../../src/emf/emf-documents.ts';
import type { Point } from '../../src/encoding/points.ts';
import { readDocument } from './read-emf.ts';

const head = {
  namespace: 'shop',
  milliseconds: 1_700_000_000_500,
  resolution: 60,
  logGroup: undefined,
  logStream: undefined,
} as const;

function pointsWith(count: number, dimensions: Point['dimensions'] = []): Point[] {
  return Array.from({ length: count }, (_, i) => ({ name: `metric.${i}`, unit: 'Count', dimensions, value: i }));
}

test('points with the same dimensions share a document, at most 100 in each', () => {
  const [a, b] = [[['kind', 'a']] as const, [['kind', 'b']] as const];
  const documents = formatDocuments([...pointsWith(250, a), ...pointsWith(3, b)], head, 255_000).map(readDocument);

  expect(documents.map((document) => document._aws.CloudWatchMetrics[0]?.Metrics.length)).toEqual([100, 100, 50, 3]);
  expect(documents.map(({ kind }) => kind)).toEqual(['a', 'a', 'a', 'b']);
});

test('a document that would be too large is halved', () => {
  const documents = formatDocuments(pointsWith(100, [['text', 'x'.repeat(1000)]]), head, 3000);

  expect(documents.length).toBeGreaterThan(2);
  for (const document of documents) expect(document.length).toBeLessThanOrEqual(3000);
  const metrics = documents.flatMap((document) => readDocument(document)._aws.CloudWatchMetrics[0]?.Metrics ?? []);
  expect(new Set(metrics.map(({ Name }) => Name)).size).toBe(100);
});
