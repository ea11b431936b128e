import type { Account } from '@bot-metrics/core/backend';

/** What the figures of an account do not explain; 0 for one that holds. */
export function unexplained(account: Account): number {
  const dropped = Object.values(account.dropped).reduce((sum, records) => sum + records, 0);
  return account.offered - account.delivered - account.pending - dropped;
}
