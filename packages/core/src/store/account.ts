import { DropCounts, type DroppedRecords } from './drop-reason.ts';

/**
 * What became of the application's records at one backend, in records (one instrument call is one record):
 * `offered = delivered + pending + Σ dropped`, at every instant.
 */
export interface Account {
  readonly offered: number;
  /** The receiver confirmed a state that contains them; `BackendFeatures.delivery` says what confirms. */
  readonly delivered: number;
  /** Above the backend's cursor, counted on their own and not by subtraction. */
  readonly pending: number;
  readonly dropped: DroppedRecords;
  /** Of the delivered ones, those that were sent again after an answer in doubt, and so may count twice. */
  readonly ambiguous: number;
}

export function sumOfAccounts(accounts: readonly Account[]): Account {
  const dropped = new DropCounts();
  const sum = { offered: 0, delivered: 0, pending: 0, ambiguous: 0 };
  for (const account of accounts) {
    sum.offered += account.offered;
    sum.delivered += account.delivered;
    sum.pending += account.pending;
    sum.ambiguous += account.ambiguous;
    dropped.addObject(account.dropped);
  }
  return { ...sum, dropped: dropped.toObject() };
}
