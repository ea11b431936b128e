/** One request that a server answered. */
export interface HttpRequestMetric {
  /** As sent; what is no standard method is recorded as `_OTHER`. */
  readonly method: string;
  /** The route template, `/users/:id`. Never a path. Absent for a request that no route took. */
  readonly endpoint?: string | undefined;
  /** Absent when the client went away before there was one. */
  readonly statusCode?: number | undefined;
  /** Seconds. */
  readonly duration: number;
  /** Why it failed: a status of 500 and above, an error name, `client_closed`. Absent when it did not. */
  readonly errorType?: string | undefined;
  /** Kept with the model; never a sample time. */
  readonly timestamp?: Date;
}
