import { BotMetricsError } from '@bot-metrics/core';

/** The part of a `CloudWatchClient` of @aws-sdk/client-cloudwatch that is used. */
export interface CloudWatchClientLike {
  /** @param command a `PutMetricDataCommand` */
  send(command: object, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
}

/** The options that create a client. */
interface ClientOptions {
  readonly client: CloudWatchClientLike | undefined;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
}

type AwsSdk = typeof import('@aws-sdk/client-cloudwatch');

/** The SDK's command, and a client that sends it. */
export interface LoadedSdk {
  readonly PutMetricDataCommand: AwsSdk['PutMetricDataCommand'];
  readonly client: CloudWatchClientLike;
  /** Closes the client, unless it belongs to the application. */
  close(): void;
}

/**
 * Loads the AWS SDK. It searches for credentials when it signs the first request.
 * @throws BotMetricsError `missing_package`
 */
export async function loadAwsSdk({ client, region, endpoint }: ClientOptions): Promise<LoadedSdk> {
  let sdk: AwsSdk;
  try {
    sdk = await import('@aws-sdk/client-cloudwatch');
  } catch (cause) {
    const message = 'mode "put" needs @aws-sdk/client-cloudwatch; run: npm install @aws-sdk/client-cloudwatch';
    throw new BotMetricsError('missing_package', message, { cause });
  }
  const { PutMetricDataCommand, CloudWatchClient } = sdk;
  if (client !== undefined) return { PutMetricDataCommand, client, close() {} };
  const internalClient = new CloudWatchClient({
    customUserAgent: 'bot-metrics-cloudwatch',
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    // A retry of the SDK would hide whether the previous attempt was stored. The next export retries instead, and counts it.
    maxAttempts: 1,
  });
  return { PutMetricDataCommand, client: internalClient, close: () => internalClient.destroy() };
}
