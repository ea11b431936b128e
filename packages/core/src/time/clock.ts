/** Two independent clocks: wall time dates exported data, monotonic time measures durations and intervals. */
export interface Clock {
  /** Seconds since the Unix epoch, with fractions. May jump when the host's clock is set. */
  wallSeconds(): number;
  /** Seconds since an arbitrary origin, with fractions. Never decreases. */
  monotonicSeconds(): number;
}

/** Cancels a scheduled call. Calling it twice, or after the call was made, does nothing. */
export type Cancel = () => void;

/** Calls functions later. Neither method keeps the process alive. */
export interface Scheduler {
  /** Calls `task` every `seconds`, first after `seconds`. */
  every(seconds: number, task: () => void): Cancel;
  /** Calls `task` once, after `seconds`. */
  after(seconds: number, task: () => void): Cancel;
}

/** The runtime's clocks. */
export const systemClock: Clock = {
  wallSeconds: () => Date.now() / 1000,
  monotonicSeconds: () => performance.now() / 1000,
};

/** Timers count milliseconds in 31 bits; a longer delay would fire at once. */
const MAX_TIMER_SECONDS = 2 ** 31 / 1000 - 1;

/** The runtime's timers, unreferenced: they do not keep the process alive. */
export const systemScheduler: Scheduler = {
  after(seconds, task) {
    let timer: TimerHandle;
    const wait = (left: number): void => {
      const now = Math.min(Math.max(0, left), MAX_TIMER_SECONDS);
      timer = setTimeout(() => (left > now ? wait(left - now) : task()), now * 1000);
      if (typeof timer === 'object') timer.unref?.();
    };
    wait(seconds);
    return () => clearTimeout(timer);
  },
  every(seconds, task) {
    let cancel: Cancel;
    const next = (): void => {
      cancel = systemScheduler.after(seconds, next);
      task();
    };
    cancel = systemScheduler.after(seconds, next);
    return () => cancel();
  },
};
