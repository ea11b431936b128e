/** The part of a BullMQ `Job` that is used. Times are Unix milliseconds. */
export interface BullmqJob {
  readonly name: string;
  /** When the job was added. */
  readonly timestamp: number;
  /** When the current attempt began. */
  readonly processedOn?: number;
  /** When the last attempt ended; absent while the job will be retried. */
  readonly finishedOn?: number;
  /** Attempts begun, including the current one. */
  readonly attemptsStarted: number;
  readonly opts: { readonly delay?: number };
}

/** @param detail the previous state, the result or the error */
export type BullmqJobListener = (job: BullmqJob | undefined, detail: unknown) => void;

type JobEvent = 'active' | 'completed' | 'failed';

/** The part of a BullMQ `Worker` that is used. */
export interface BullmqWorker {
  /** The queue's name. */
  readonly name: string;
  on(event: JobEvent, listener: BullmqJobListener): unknown;
  off(event: JobEvent, listener: BullmqJobListener): unknown;
}
