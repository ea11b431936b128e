/** A connection pool at one moment, in connections. */
export interface DatabasePoolMetrics {
  /** In use. */
  readonly active: number;
  readonly idle?: number;
  /** The most that the pool opens. */
  readonly max?: number;
  /** Requests that wait for a connection. */
  readonly waiting?: number;
  /** The pool's name. @default 'default' */
  readonly pool?: string;
  /** Kept with the model; never a sample time. */
  readonly timestamp?: Date;
}
