import type { ViewOf } from '../views/views.ts';
import type { Account } from './account.ts';
import type { Snapshot } from './snapshot.ts';

/** Which backend reads, how, and where it starts. */
export interface ReaderOptions {
  /** The backend's name. */
  readonly name: string;
  /** The receiver, such as its URL. A reader of the same name and destination continues where the last one stopped. */
  readonly destination?: string;
  /** @default 'cumulative' */
  readonly temporality?: 'cumulative' | 'delta';
  /** The temporality of observable counters for a delta reader; their callbacks report totals. @default 'delta' */
  readonly observed?: 'cumulative' | 'delta';
  /** The layout of histograms whose definition names no buckets. @default 'explicit' */
  readonly histograms?: 'explicit' | 'exponential';
  /**
   * The first records that are offered: all since the store began, those from now on, or, for a delta reader that replaces
   * another one of its name, those that the former reader did not deliver, whatever its destination.
   * @default where it stopped, for a known reader; otherwise 'beginning', but 'now' for a delta reader opened after the start
   */
  readonly from?: 'beginning' | 'now' | 'former';
  /** The backend's own views, applied after the views of the store. @default none */
  readonly viewOf?: ViewOf;
  /** Whether the columns of a settled snapshot may be reused for the next one. @default false */
  readonly recycles?: boolean;
}

/** Reads a store for one backend. */
export interface SnapshotReader {
  /**
   * The aggregate now, after the callbacks of observable instruments. A delta reader settles one snapshot before the next.
   * @param timeoutSeconds the time for reading, encoding and sending. Callbacks get half of it, and 5 seconds at most; the snapshot
   * is made without the metrics of those that take longer. @default unlimited
   */
  collect(timeoutSeconds?: number): Promise<Snapshot>;
  /** As `collect`, without calling observable instruments. */
  snapshot(): Snapshot;
  account(): Account;
}
