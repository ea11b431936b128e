import type { MetricFamily } from '@bot-metrics/core/backend';

/** An encoded batch of points of one kind. */
export interface DatadogRequest {
  readonly route: 'series' | 'sketches';
  /** Compressed. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Before compression. */
  readonly bytes: number;
  /** Of every point, in seconds. */
  readonly timestamp: number;
}

/**
 * Limits of a request, in bytes.
 * Sources: of series https://docs.datadoghq.com/api/latest/metrics/#submit-metrics (v2); of sketches `serializer_max_payload_size`
 * and `serializer_max_uncompressed_payload_size` of the Agent
 */
const limits = {
  series: { bytes: 5_242_880, compressed: 512_000 },
  sketches: { bytes: 4_194_304, compressed: 2_621_440 },
} as const;

/** Bytes of a batch before compression: encoded within a few milliseconds, and well below the limits. */
export const MAX_WEIGHT = 500_000;

/** Whether Datadog accepts a request of this size. */
export function fits({ route, body, bytes }: DatadogRequest): boolean {
  const limit = limits[route];
  return bytes <= limit.bytes && body.length <= limit.compressed;
}

/** Estimates the bytes of a point. A sketch has about a hundred bins. */
export function weightOf({ kind, metric }: MetricFamily): number {
  const { name } = metric.definition;
  return (kind === 'histogram' ? 600 : 150) + name.length + 25 * metric.index.names.length;
}
