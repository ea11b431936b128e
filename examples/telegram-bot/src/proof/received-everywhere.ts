import type { BotMetrics } from '@bot-metrics/sdk';
import type { World } from '../world/world.ts';
import { scrape } from './prometheus-page.ts';
import {
  type Received,
  receivedByCloudWatch,
  receivedByDatadog,
  receivedByOtlp,
  receivedByPrometheus,
  receivedByStatsd,
} from './receivers.ts';

/** Triggers a last scrape, export and flush, and returns what each receiver has. */
export async function receivedEverywhere(
  metrics: BotMetrics,
  metricsUrl: string,
  { otlp, statsd, datadog, cloudwatch }: World,
): Promise<Record<string, Received>> {
  const page = await scrape(metricsUrl);
  await metrics.shutdown(10);
  await statsd.settled();
  return {
    prometheus: receivedByPrometheus(page),
    ...(otlp === undefined ? {} : { otlp: receivedByOtlp(otlp) }),
    statsd: receivedByStatsd(statsd),
    ...(datadog === undefined ? {} : { datadog: receivedByDatadog(datadog) }),
    ...(cloudwatch === undefined ? {} : { cloudwatch: receivedByCloudWatch(cloudwatch) }),
  };
}
