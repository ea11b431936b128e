import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchReceiver } from '@bot-metrics/testing';

/** A ready client for the double, with its credentials, that sends each request once. */
export function clientOf({ endpoint, credentials }: CloudWatchReceiver): CloudWatchClient {
  return new CloudWatchClient({ region: 'eu-west-1', endpoint, credentials, maxAttempts: 1 });
}
