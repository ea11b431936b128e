import type { Family } from '@bot-metrics/core';

/** Points of one kind, which do not change any more. */
export interface DatadogRequest {
  readonly route: 'series' | 'sketches';
  /** Compressed. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Before compression. */
  readonly bytes: number;
  readonly points: number;
  /** Of every point, in seconds. */
  readonly timestamp: number;
}

/**
 * Bytes, as they are and compressed.
 * Sources: of series https://docs.datadoghq.com/api/latest/metrics/#submit-metrics (v2); of sketches `serializer_max_payload_size`
 * and `serializer_max_uncompressed_payload_size` of the Agent
 */
const limits = {
  series: { bytes: 5_242_880, compressed: 512_000 },
  sketches: { bytes: 4_194_304, compressed: 2_621_440 },
} as const;

/** Of a batch, in bytes before compression: what is encoded within a few milliseconds, and well within the limits. */
export const MOST_WEIGHT = 500_000;

export function fits({ route, body, bytes, points }: DatadogRequest): boolean {
  const limit = limits[route];
  return points === 0 || (bytes <= limit.bytes && body.length <= limit.compressed);
}

/** About so many bytes of a point; a sketch has some hundred bins. */
export function weightOf({ kind, metric }: Family): number {
  const { name } = metric.definition;
  return (kind === 'histogram' ? 600 : 150) + name.length + 25 * metric.index.names.length;
}
