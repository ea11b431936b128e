/**
 * Two independent hands: wall time dates what is exported, monotonic time measures durations and intervals.
 */
export interface Clock {
  /** Seconds since the Unix epoch, with fractions. May jump when the host's clock is set. */
  wallSeconds(): number;
  /** Seconds since an arbitrary origin, with fractions. Never goes back. */
  monotonicSeconds(): number;
}

/** Takes a scheduled call out again. Calling it twice, or after the call was made, does nothing. */
export type Cancel = () => void;

/** Calls functions later. Neither method keeps the process alive. */
export interface Scheduler {
  /** Calls `task` every `seconds`, first after `seconds`. */
  every(seconds: number, task: () => void): Cancel;
  /** Calls `task` once, after `seconds`. */
  after(seconds: number, task: () => void): Cancel;
}
