import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchReceiver } from '@bot-metrics/testing';

/** Creates a client for the receiver, with its credentials, that sends each request once. */
export function createClient({ endpoint, credentials }: CloudWatchReceiver): CloudWatchClient {
  return new CloudWatchClient({ region: 'eu-west-1', endpoint, credentials, maxAttempts: 1 });
}
