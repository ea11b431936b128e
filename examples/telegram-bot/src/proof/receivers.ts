import type { CloudWatchReceiver, CloudWatchSeries, DatadogIntake, OtlpReceiver } from '@bot-metrics/testing';
import type { StatsdDaemon } from '../world/statsd-daemon.ts';
import { prometheusNames } from './prometheus-page.ts';

/** The series that a receiver saw, by the application's metric names. */
export interface Received {
  /** The total of a counter or the number of observations of a histogram; 0 if it saw none. */
  count(metric: string): number;
  /** All counters and histograms that it saw. */
  metrics(): string[];
}

export function receivedByPrometheus(page: ReadonlyMap<string, number>): Received {
  const ours = new Map(Object.entries(prometheusNames).map(([metric, family]) => [family, metric]));
  return {
    count: (metric) => page.get(prometheusNames[metric] ?? metric) ?? 0,
    metrics: () => [...page.keys()].map((family) => ours.get(family) ?? family),
  };
}

export function receivedByOtlp(receiver: OtlpReceiver): Received {
  const counted = (metric: string): number[] =>
    receiver.series(metric).flatMap(({ isMonotonic, value }) => {
      if (typeof value === 'object') return [value.count];
      return isMonotonic ? [value] : [];
    });
  return {
    count: (metric) => counted(metric).reduce((sum, value) => sum + value, 0),
    metrics: () => receiver.names().filter((metric) => counted(metric).length > 0),
  };
}

export function receivedByStatsd(daemon: StatsdDaemon): Received {
  return { count: (metric) => daemon.count(metric), metrics: () => daemon.names() };
}

export function receivedByDatadog(intake: DatadogIntake): Received {
  const counted = (metric: string): number[] =>
    intake.series(metric).flatMap((series) => {
      if (series.type === 'distribution') return series.points.map(({ count }) => count);
      return series.type === 'count' ? series.points.map(({ value }) => value) : [];
    });
  return {
    count: (metric) => counted(metric).reduce((sum, value) => sum + value, 0),
    metrics: () => intake.names().filter((metric) => counted(metric).length > 0),
  };
}

/** CloudWatch does not distinguish counters from gauges, so only distributions are listed. */
export function receivedByCloudWatch(receiver: CloudWatchReceiver): Received {
  const readCount = ({ form, sum, count }: CloudWatchSeries): number => (form === 'value' ? sum : count);
  return {
    count: (metric) => receiver.series(metric).reduce((total, series) => total + readCount(series), 0),
    metrics: () => receiver.names().filter((metric) => receiver.series(metric).some(({ form }) => form !== 'value')),
  };
}
