import type { Cancel, Clock, Scheduler } from './clock.ts';

/** The runtime's clocks. */
export const systemClock: Clock = {
  wallSeconds: () => Date.now() / 1000,
  monotonicSeconds: () => performance.now() / 1000,
};

/** Timers hold 31 bits of milliseconds; a longer time would make them fire at once. */
const MOST_SECONDS = 2 ** 31 / 1000 - 1;

/** The runtime's timers. They do not keep the process alive. */
export const systemScheduler: Scheduler = {
  after(seconds, task) {
    let timer: TimerHandle;
    const wait = (left: number): void => {
      const now = Math.min(left, MOST_SECONDS);
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
