/** One database query. */
export interface DatabaseQueryMetric {
  /** `SELECT`, `INSERT`, … Never the query's text. */
  readonly operation: string;
  /** `success` or `error`. */
  readonly status: string;
  /** Seconds. */
  readonly duration: number;
  /** `postgresql`, `redis`, … */
  readonly system?: string;
  /** The SQLSTATE class or the error's name. Absent when it did not fail. */
  readonly errorType?: string;
  /** Kept with the model; never a sample time. */
  readonly timestamp?: Date;
}
