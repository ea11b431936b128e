import { currentSystem } from './current-services.ts';
import { warnOfDeprecation } from './deprecation.ts';
import { warnOnce } from './warn-once.ts';

/** The SDK's own polling interval. */
const DEFAULT_SECONDS = 15;

/** Node's timers hold at most 2^31 - 1 ms and fire at once beyond that. */
const MAX_SECONDS = 2_147_483;

/**
 * Reads the host now and at an interval until the returned function is called. Unlike the old loop, it needs no task
 * and does not keep the process alive. If the current services have no `system`, it warns once and does nothing.
 *
 * @param intervalSeconds seconds between two readings; an invalid value counts as the default, 15
 * @deprecated Use `metrics.system.start(intervalSeconds)`.
 */
export function collectSystemMetrics(intervalSeconds: number = DEFAULT_SECONDS): () => void {
  warnOfDeprecation('collectSystemMetrics');
  const system = currentSystem();
  if (system === undefined) {
    const remedy = 'call usePrometheusService() with the result of createBotMetrics(), which has a system service';
    warnOnce('BOT_METRICS_LEGACY_NO_SYSTEM', 'Warning', `collectSystemMetrics() has nothing to read: ${remedy}`);
    return () => {};
  }
  system.start(isInterval(intervalSeconds) ? intervalSeconds : DEFAULT_SECONDS);
  return () => system.stop();
}

function isInterval(seconds: unknown): boolean {
  return typeof seconds === 'number' && seconds > 0 && seconds <= MAX_SECONDS;
}
