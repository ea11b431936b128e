import { ConsoleDiagnostics, type Diagnostics, Metrics, systemClock, systemScheduler } from '@bot-metrics/core';
import { AdminServer } from './admin/admin-server.ts';
import { isEnabled } from './admin/path-on-admin-server.ts';
import { registerBackendHealth } from './backend-health.ts';
import { planBackends } from './backend-plan.ts';
import { loadRuntimeMetrics } from './backends.ts';
import { BotMetrics } from './bot-metrics.ts';
import type { BotMetricsConfig } from './config/config.ts';
import { ConfigSources } from './config/config-source.ts';
import { at } from './config/config-tree.ts';
import { type LoadedConfig, loadConfig } from './config/load-config.ts';
import { isDisabledByOtel } from './config/otel-environment.ts';
import { ConfiguredBackends } from './configured-backends.ts';
import { makeGlobal } from './global.ts';
import { instanceIdOf } from './instance-id.ts';
import type { BotMetricsOptions } from './options.ts';
import { reloadOnHangUp } from './reload-on-hang-up.ts';
import { detectResource } from './resource-detectors.ts';
import { makeServices, startPolling } from './services.ts';
import { onSignals } from './signals.ts';

const nothing: LoadedConfig = {
  settings: { backends: {} },
  problems: [],
  sources: new ConfigSources([]),
  isDefault: false,
};

/**
 * Reads the configuration, starts its backends and wires the services. Without any backend configured the metrics are at
 * http://127.0.0.1:9464/metrics. `OTEL_SDK_DISABLED=true` gives an instance that works and delivers nothing.
 *
 * A receiver that cannot be reached is no reason to reject. When it rejects, nothing that it started is left.
 * @throws BotMetricsError `invalid_configuration`, whose message is every problem on a line of its own; `missing_package`;
 * `port_in_use`; and what a backend of your own fails to start with
 */
export async function createBotMetrics(
  config?: BotMetricsConfig,
  options: BotMetricsOptions = {},
): Promise<BotMetrics> {
  const { env = process.env, cwd = process.cwd(), ports = {}, configFile } = options;
  const { diagnostics = new ConsoleDiagnostics(systemClock) } = options;
  const isDisabled = isDisabledByOtel(env);
  const load = (next: BotMetricsConfig | undefined): Promise<LoadedConfig> | LoadedConfig =>
    isDisabled ? nothing : loadConfig(next, { folder: cwd, configFile, env, diagnostics });

  const loaded = await load(config);
  const { settings } = loaded;
  const { prefix = '', labels = {}, views = [], ownMetrics = true } = settings;
  const { exemplars, resourceDetectors = [] } = options;
  // Once: a detector may make up an instance's id.
  const detected = {
    'service.instance.id': instanceIdOf(env),
    ...(await detectResource(isDisabled ? [] : resourceDetectors, diagnostics, systemScheduler)),
  };
  const plan = await planBackends(loaded, detected, diagnostics);
  const fanOut = { diagnostics, views, ownMetrics, ...(exemplars && { exemplars }) };
  const backends = new ConfiguredBackends(plan, fanOut);
  const facade = new Metrics(backends.fanOut, { labels });
  const services = makeServices(facade, settings, ports);
  registerBackendHealth(services.health, () => backends.running());
  const startRuntime = settings.runtime === true ? await loadRuntimeMetrics() : undefined;
  const admin = isEnabled(settings.admin)
    ? await AdminServer.open(settings.admin, { health: services.health, diagnostics, pages: () => backends.pages() })
    : undefined;
  // What SIGHUP leaves in place.
  let argument = config;
  const whenDraining: (() => void)[] = [];
  const whenClosed: (() => void)[] = [];
  const metrics = new BotMetrics({
    backends,
    services,
    prefix,
    labels,
    admin,
    replan: async (next) => {
      const plan = await planBackends(await load(next), detected, diagnostics);
      argument = next;
      return plan;
    },
    whenDraining,
    whenClosed,
  });
  try {
    await backends.start();
  } catch (error) {
    await admin?.close(0);
    throw error;
  }

  // Nothing from here on can fail.
  report(loaded, isDisabled, diagnostics);
  if (!isDisabled) whenDraining.push(startPolling(services, settings, ports));
  if (startRuntime !== undefined) whenClosed.push(startRuntime(facade));
  if (options.global === true) whenClosed.push(makeGlobal(metrics));
  admin?.ready();
  if (options.signals === true) {
    whenClosed.push(onSignals(() => metrics.shutdown()));
    whenDraining.push(reloadOnHangUp(() => metrics.reconfigure(argument), diagnostics));
  }
  return metrics;
}

function report({ settings, isDefault }: LoadedConfig, isDisabled: boolean, diagnostics: Diagnostics): void {
  if (isDisabled) {
    const message = 'OTEL_SDK_DISABLED is true: metrics are recorded and delivered nowhere';
    diagnostics.report({ code: 'disabled', message, severity: 'info' });
  } else if (isDefault) {
    const host = at(settings, ['backends', 'prometheus', 'host']) ?? '127.0.0.1';
    const port = at(settings, ['backends', 'prometheus', 'port']) ?? 9464;
    const remedy = 'name your backends in bot-metrics.config.yaml';
    const message = `no backend is configured: the metrics are at http://${host}:${port}/metrics; ${remedy}`;
    diagnostics.report({ code: 'no_backend_configured', message, severity: 'info' });
  } else if (Object.keys(settings.backends ?? {}).length === 0) {
    const message =
      'backends is empty: metrics are recorded and delivered nowhere; name a backend, or leave the key out';
    diagnostics.report({ code: 'no_backends', message, severity: 'warn' });
  }
}
