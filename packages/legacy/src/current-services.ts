import { BotMetricsError, defaultCollector, errorText, type MetricsCollectorService } from '@bot-metrics/core';
import { classicServices, type PrometheusServices } from './classic-services.ts';
import { warnOfDeprecation } from './deprecation.ts';
import { warnOnce } from './warn-once.ts';

let used: PrometheusServices | undefined;
let noop: PrometheusServices | undefined;
const overCollector = new WeakMap<MetricsCollectorService, PrometheusServices>();

/**
 * Makes `prometheusService` and `prometheusTimer` record through these services, with the naming that the services were
 * created with; `naming: 'both'` records old and new names. Returns the function that reverts this.
 *
 * @throws BotMetricsError `invalid_configuration` if a service is missing
 * @deprecated Use `createBotMetrics()` and its services directly.
 */
export function usePrometheusService(services: PrometheusServices): () => void {
  warnOfDeprecation('usePrometheusService');
  const missing = (['collector', 'business', 'health'] as const).filter((name) => services[name] === undefined);
  if (missing.length > 0) {
    const remedy = 'pass the result of createBotMetrics()';
    throw new BotMetricsError(
      'invalid_configuration',
      `usePrometheusService: missing ${missing.join(', ')}; ${remedy}`,
    );
  }
  used = services;
  return () => {
    if (used === services) used = undefined;
  };
}

/**
 * The services given to `usePrometheusService`; else services with old names over the default collector; else no-op
 * services, with one warning. Never throws.
 */
export function currentServices(): PrometheusServices {
  if (used !== undefined) return used;
  const collector = defaultCollector();
  if (collector === undefined) {
    const remedy = 'call createBotMetrics({ …, global: true }) or usePrometheusService(metrics) first';
    warnOnce('BOT_METRICS_LEGACY_NO_SERVICE', 'Warning', `@bot-metrics/legacy records nothing: ${remedy}`);
    return noopServices();
  }
  let services = overCollector.get(collector);
  if (services === undefined) {
    services = createServices(collector);
    overCollector.set(collector, services);
  }
  return services;
}

/** The service that reads the host, if one was given. */
export function currentSystem(): PrometheusServices['system'] {
  return used?.system;
}

function createServices(collector: MetricsCollectorService): PrometheusServices {
  try {
    return classicServices(collector.metrics);
  } catch (error) {
    const why = errorText(error);
    warnOnce('BOT_METRICS_LEGACY_CONFLICT', 'Warning', `@bot-metrics/legacy records nothing: ${why}`);
    return noopServices();
  }
}

function noopServices(): PrometheusServices {
  noop ??= classicServices({ recordCounter() {}, setGauge() {}, recordHistogram() {} });
  return noop;
}
