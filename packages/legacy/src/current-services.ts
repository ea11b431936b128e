import { BotMetricsError, defaultCollector, type MetricsCollectorService } from '@bot-metrics/core';
import { classicServices, type PrometheusServices } from './classic-services.ts';
import { warnOfDeprecation } from './deprecation.ts';
import { warnOnce } from './warn-once.ts';

let used: PrometheusServices | undefined;
let nowhere: PrometheusServices | undefined;
const overCollector = new WeakMap<MetricsCollectorService, PrometheusServices>();

/**
 * Makes `prometheusService` and `prometheusTimer` record through these services, under the names that they were made with:
 * with `naming: 'both'` under the old and the new ones. Returns the function that takes them back.
 *
 * @throws BotMetricsError `invalid_configuration` if one is missing
 * @deprecated Use `createBotMetrics()` and its services directly.
 */
export function usePrometheusService(services: PrometheusServices): () => void {
  warnOfDeprecation('usePrometheusService');
  const missing = (['collector', 'business', 'health'] as const).filter((name) => services[name] === undefined);
  if (missing.length > 0) {
    const remedy = 'pass what createBotMetrics() answers';
    throw new BotMetricsError('invalid_configuration', `usePrometheusService: no ${missing.join(', no ')}; ${remedy}`);
  }
  used = services;
  return () => {
    if (used === services) used = undefined;
  };
}

/**
 * The services in use; else old names over the default collector; else services that lead nowhere, with one warning. Never
 * throws.
 */
export function currentServices(): PrometheusServices {
  if (used !== undefined) return used;
  const collector = defaultCollector();
  if (collector === undefined) {
    const remedy = 'call createBotMetrics(config, { global: true }) or usePrometheusService(metrics) first';
    warnOnce('BOT_METRICS_LEGACY_NO_SERVICE', 'Warning', `@bot-metrics/legacy records nothing: ${remedy}`);
    return servicesToNowhere();
  }
  let services = overCollector.get(collector);
  if (services === undefined) {
    services = servicesOver(collector);
    overCollector.set(collector, services);
  }
  return services;
}

/** The service that reads the host, if one was given. */
export function currentSystem(): PrometheusServices['system'] {
  return used?.system;
}

function servicesOver(collector: MetricsCollectorService): PrometheusServices {
  try {
    return classicServices(collector.metrics);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    warnOnce('BOT_METRICS_LEGACY_CONFLICT', 'Warning', `@bot-metrics/legacy records nothing: ${why}`);
    return servicesToNowhere();
  }
}

function servicesToNowhere(): PrometheusServices {
  nowhere ??= classicServices({ recordCounter() {}, setGauge() {}, recordHistogram() {} });
  return nowhere;
}
