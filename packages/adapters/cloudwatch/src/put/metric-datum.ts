import type { MetricDatum, StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { Distribution } from '../encoding/distribution.ts';
import type { Point } from '../encoding/points.ts';

/** A point as PutMetricData takes it. */
export function metricDatum({ name, unit, dimensions, value }: Point, time: Date, resolution: 1 | 60): MetricDatum {
  return {
    MetricName: name,
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    Timestamp: time,
    Unit: unit as StandardUnit,
    // 60 is what is meant without it.
    ...(resolution === 60 ? {} : { StorageResolution: resolution }),
    ...(typeof value === 'number' ? { Value: value } : distributionMembers(value)),
  };
}

/** Without percentiles, where the values would not add up to the sum. */
function distributionMembers({ isExact, values, counts, count, sum, min, max }: Distribution): Partial<MetricDatum> {
  if (isExact) return { Values: [...values], Counts: [...counts] };
  return { StatisticValues: { SampleCount: count, Sum: sum, Minimum: min, Maximum: max } };
}
