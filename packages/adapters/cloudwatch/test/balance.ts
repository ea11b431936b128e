import type { Account } from '@bot-metrics/core/backend';

/** Records of an account without an outcome; 0 if the account balances. */
export function unexplained(account: Account): number {
  const dropped = Object.values(account.dropped).reduce((sum, records) => sum + records, 0);
  return account.offered - account.delivered - account.pending - dropped;
}
