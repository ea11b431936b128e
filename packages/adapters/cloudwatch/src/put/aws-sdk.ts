import { BotMetricsError } from '@bot-metrics/core';
import type { CloudWatchSettings } from '../options.ts';
import type { CloudWatchClientLike } from './client-like.ts';

type AwsSdk = typeof import('@aws-sdk/client-cloudwatch');

/** The SDK's command, and a client to send it. */
export interface LoadedSdk {
  readonly PutMetricDataCommand: AwsSdk['PutMetricDataCommand'];
  readonly client: CloudWatchClientLike;
  /** Of an own client. */
  close(): void;
}

/**
 * Credentials are found by the SDK's own chain when the first request is signed.
 * @throws BotMetricsError `missing_package`
 */
export async function loadAwsSdk({ client, region, endpoint }: CloudWatchSettings): Promise<LoadedSdk> {
  let sdk: AwsSdk;
  try {
    sdk = await import('@aws-sdk/client-cloudwatch');
  } catch (cause) {
    const message = 'mode "put" needs @aws-sdk/client-cloudwatch; run: npm install @aws-sdk/client-cloudwatch';
    throw new BotMetricsError('missing_package', message, { cause });
  }
  const { PutMetricDataCommand, CloudWatchClient } = sdk;
  if (client !== undefined) return { PutMetricDataCommand, client, close() {} };
  const own = new CloudWatchClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    // A retry of the SDK hides whether the attempt before it was stored. The next export does it, and counts it.
    maxAttempts: 1,
  });
  return { PutMetricDataCommand, client: own, close: () => own.destroy() };
}
