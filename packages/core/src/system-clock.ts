import './runtime.ts';
import type { Cancel, Clock, Scheduler } from './ports/clock.ts';

/** The runtime's clocks. */
export const systemClock: Clock = {
  wallSeconds: () => Date.now() / 1000,
  monotonicSeconds: () => performance.now() / 1000,
};

/** The runtime's timers. They do not keep the process alive. */
export const systemScheduler: Scheduler = {
  after(seconds, task) {
    const timer = setTimeout(task, seconds * 1000);
    if (typeof timer === 'object') timer.unref?.();
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
