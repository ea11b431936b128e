import type { Distribution } from '../encoding/distribution.ts';
import type { Point } from '../encoding/points.ts';

/** The members of every document. */
export interface DocumentHead {
  readonly namespace: string;
  readonly milliseconds: number;
  readonly resolution: 1 | 60;
  readonly logGroup: string | undefined;
  readonly logStream: string | undefined;
}

const MAX_METRICS = 100;

/**
 * Formats points with the same dimensions as documents of at most 100 metrics.
 * @param maxBytes limit of a document; one with a single metric may be larger
 */
export function formatDocuments(points: readonly Point[], head: DocumentHead, maxBytes: number): string[] {
  const byDimensions = new Map<string, Point[]>();
  for (const point of points) {
    const key = JSON.stringify(point.dimensions);
    const known = byDimensions.get(key);
    if (known === undefined) byDimensions.set(key, [point]);
    else known.push(point);
  }
  return [...byDimensions.values()].flatMap((alike) =>
    split(alike, MAX_METRICS).flatMap((part) => formatWithinLimit(part, head, maxBytes)),
  );
}

/** Halves the points until each document fits. Documents are ASCII, so that a character is a byte. */
function formatWithinLimit(points: readonly Point[], head: DocumentHead, maxBytes: number): string[] {
  const document = formatDocument(points, head);
  if (document.length <= maxBytes || points.length === 1) return [document];
  return split(points, Math.ceil(points.length / 2)).flatMap((half) => formatWithinLimit(half, head, maxBytes));
}

function split(points: readonly Point[], size: number): Point[][] {
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => points.slice(i * size, (i + 1) * size));
}

/**
 * Formats points with the same dimensions and different names as one document of Embedded Metric Format, with a line break at its end.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function formatDocument(points: readonly Point[], head: DocumentHead): string {
  const { namespace, milliseconds, resolution, logGroup, logStream } = head;
  const dimensions = points[0]?.dimensions ?? [];
  const document = {
    _aws: {
      Timestamp: milliseconds,
      ...(logGroup === undefined ? {} : { LogGroupName: logGroup }),
      ...(logStream === undefined ? {} : { LogStreamName: logStream }),
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [dimensions.map(([name]) => name)],
          Metrics: points.map(({ name, unit }) => ({
            Name: name,
            Unit: unit,
            ...(resolution === 60 ? {} : { StorageResolution: resolution }),
          })),
        },
      ],
    },
    ...Object.fromEntries(dimensions),
    ...Object.fromEntries(points.map(({ name, value }) => [name, formatValue(value)])),
  };
  return `${JSON.stringify(document)}\n`;
}

/**
 * The specification allows only numbers and arrays of numbers. AWS also accepts these objects, which its distribution of the
 * OpenTelemetry Collector sends.
 * Source: https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/awsemfexporter, `cWMetricStats`
 */
function formatValue(value: number | Distribution): unknown {
  if (typeof value === 'number') return value;
  const { isExact, values, counts, count, sum, min, max } = value;
  return isExact ? { Values: values, Counts: counts } : { Max: max, Min: min, Count: count, Sum: sum };
}
