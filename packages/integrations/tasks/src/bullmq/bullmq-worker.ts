/** What is needed of a `Job` of BullMQ. Times are milliseconds since 1970. */
export interface BullmqJob {
  readonly name: string;
  /** When it was added. */
  readonly timestamp: number;
  /** When its current attempt began. */
  readonly processedOn?: number;
  /** When its last attempt ended; absent while it is to be tried again. */
  readonly finishedOn?: number;
  /** Attempts that have begun, the current one included. */
  readonly attemptsStarted: number;
  readonly opts: { readonly delay?: number };
}

/** @param detail the previous state, the result or the error */
export type BullmqJobListener = (job: BullmqJob | undefined, detail: unknown) => void;

type JobEvent = 'active' | 'completed' | 'failed';

/** What is needed of a `Worker` of BullMQ. */
export interface BullmqWorker {
  /** Of its queue. */
  readonly name: string;
  on(event: JobEvent, listener: BullmqJobListener): unknown;
  off(event: JobEvent, listener: BullmqJobListener): unknown;
}
