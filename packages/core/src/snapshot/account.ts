import type { DroppedRecords } from './drop-reason.ts';

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

/** Of a backend that was offered nothing. */
export const emptyAccount: Account = { offered: 0, delivered: 0, pending: 0, dropped: {}, ambiguous: 0 };
