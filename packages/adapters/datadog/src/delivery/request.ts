import type { MetricFamily } from '@bot-metrics/core/backend';

/** An encoded batch of points of one kind. */
export interface DatadogRequest {
  readonly route: 'series' | 'sketches';
  /** Compressed. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Before compression. */
  readonly bytes: number;
  /** The time of every point, in seconds. */
  readonly timestamp: number;
}

/**
 * Limits of a request, in bytes.
 * Sources: for series https://docs.datadoghq.com/api/latest/metrics/#submit-metrics (v2); for sketches `serializer_max_payload_size`
 * and `serializer_max_uncompressed_payload_size` of the Agent
 */
const limits = {
  series: { bytes: 5_242_880, compressed: 512_000 },
  sketches: { bytes: 4_194_304, compressed: 2_621_440 },
} as const;

/** Bytes of a batch before compression: encoded within a few milliseconds, and well below the limits. */
export const MAX_WEIGHT = 500_000;

/** Datadog rejects older points. Source: https://docs.datadoghq.com/api/latest/metrics/#submit-metrics */
const MAX_AGE_SECONDS = 3600;
/** How far timestamps may run ahead of the clock when exports follow within a second. Datadog accepts 10 minutes. */
const MAX_AHEAD_SECONDS = 60;

/** Whether Datadog accepts a request of this size. */
export function fits({ route, body, bytes }: DatadogRequest): boolean {
  const limit = limits[route];
  return bytes <= limit.bytes && body.length <= limit.compressed;
}

/** Estimates the bytes of a point. A sketch has about a hundred bins. */
export function estimatePointBytes({ kind, metric }: MetricFamily): number {
  const { name } = metric.definition;
  return (kind === 'histogram' ? 600 : 150) + name.length + 25 * metric.index.names.length;
}

/** Assigns whole seconds to exports. */
export class Timestamps {
  #last = -Infinity;

  /**
   * Returns the second of an export, which is later than that of the previous export, because Datadog keeps only one of two points of a
   * series with the same second. After the clock was set back, the next second is that of the clock.
   */
  next(wallSeconds: number): number {
    const now = Math.floor(wallSeconds);
    this.#last = this.#last - now >= MAX_AHEAD_SECONDS ? now : Math.max(now, this.#last + 1);
    return this.#last;
  }

  /** Whether Datadog rejects points with this timestamp as too old. */
  isTooOld(timestamp: number, wallSeconds: number): boolean {
    return wallSeconds - timestamp > MAX_AGE_SECONDS;
  }
}
