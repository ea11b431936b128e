import type { Distribution } from '../encoding/distribution.ts';
import type { Point } from '../encoding/points.ts';

/** What goes into every document. */
export interface DocumentHead {
  readonly namespace: string;
  readonly milliseconds: number;
  readonly resolution: 1 | 60;
  readonly logGroup: string | undefined;
  readonly logStream: string | undefined;
}

/**
 * Some points with the same dimensions and different names as one document of Embedded Metric Format, with a line break at its end.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emfDocument(points: readonly Point[], head: DocumentHead): string {
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
    ...Object.fromEntries(points.map(({ name, value }) => [name, memberOf(value)])),
  };
  return `${JSON.stringify(document)}\n`;
}

/**
 * The specification names numbers and arrays of them. AWS takes these objects, too: its distribution of the OpenTelemetry Collector
 * sends them.
 * Source: https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/awsemfexporter, `cWMetricStats`
 */
function memberOf(value: number | Distribution): unknown {
  if (typeof value === 'number') return value;
  const { isExact, values, counts, count, sum, min, max } = value;
  return isExact ? { Values: values, Counts: counts } : { Max: max, Min: min, Count: count, Sum: sum };
}
