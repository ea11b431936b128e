import { currentSystem } from './current-services.ts';
import { warnOfDeprecation } from './deprecation.ts';
import { warnOnce } from './warn-once.ts';

/** As often as the SDK polls. */
const DEFAULT_SECONDS = 15;

/** Timers of Node hold 2^31 - 1 ms and fire at once for more. */
const MOST_SECONDS = 2_147_483;

/**
 * Reads the host now and at an interval, until the function that it returns is called. Unlike the old loop it needs no task
 * of its own and does not keep the process alive. Without a `system` among the services in use it warns once.
 *
 * @param intervalSeconds default, also for what is no interval: 15
 * @deprecated Use `metrics.system.start(intervalSeconds)`.
 */
export function collectSystemMetrics(intervalSeconds: number = DEFAULT_SECONDS): () => void {
  warnOfDeprecation('collectSystemMetrics');
  const system = currentSystem();
  if (system === undefined) {
    const remedy = 'give usePrometheusService a system, as createBotMetrics() makes it';
    warnOnce('BOT_METRICS_LEGACY_NO_SYSTEM', 'Warning', `collectSystemMetrics() has nothing to read: ${remedy}`);
    return () => {};
  }
  system.start(isInterval(intervalSeconds) ? intervalSeconds : DEFAULT_SECONDS);
  return () => system.stop();
}

function isInterval(seconds: unknown): boolean {
  return typeof seconds === 'number' && seconds > 0 && seconds <= MOST_SECONDS;
}
