import {
  BotMetricsError,
  ConsoleDiagnostics,
  type Diagnostics,
  Metrics,
  systemClock,
  systemScheduler,
} from '@bot-metrics/core';
import { loadRuntimeMetrics } from './adapters.ts';
import { AdminServer, hasAdminServer } from './admin/admin-server.ts';
import { registerBackendHealth } from './backend-health.ts';
import { planBackends } from './backend-plan.ts';
import { BotMetrics } from './bot-metrics.ts';
import type { BotMetricsConfig } from './config/config.ts';
import { isBackend } from './config/config-tree.ts';
import { type LoadedConfig, loadConfig } from './config/load-config.ts';
import { isDisabledByOtel } from './config/otel/otel-environment.ts';
import type { Settings } from './config/schema/root-options.ts';
import { ConfigSources } from './config/sources/config-source.ts';
import { ConfiguredBackends } from './configured-backends.ts';
import { makeGlobal } from './global.ts';
import { chooseInstanceId } from './instance-id.ts';
import { type BotMetricsOptions, splitOptions } from './options.ts';
import { detectResource } from './resource.ts';
import { createServices, startPolling } from './services.ts';
import { reloadOnHangup, shutDownOnSignals } from './signals.ts';

/** The configuration while `OTEL_SDK_DISABLED` is true. */
const disabled: LoadedConfig = {
  settings: {} as Settings,
  shown: {},
  backends: new Map(),
  sources: new ConfigSources([]),
  isDefault: false,
};

/**
 * Reads the configuration, starts its backends and creates the services. Without a configured backend, the metrics are at
 * http://127.0.0.1:9464/metrics. `OTEL_SDK_DISABLED=true` creates an instance that records and delivers nothing.
 *
 * An object that names `backends` is complete: environment variables are merged into it, but no file is looked for in the working
 * directory. An unreachable receiver is not an error. If the promise rejects, everything that was started has been stopped.
 *
 * @param given the configuration and the options that only code can set
 * @param options the same options, for a configuration that was loaded elsewhere; they override those in `given`
 * @throws BotMetricsError `invalid_configuration`, with every problem in `problems` and in the message; `missing_package`;
 * unless `onStartFailure` is `report`, also `port_in_use` and the errors of custom backends
 */
export async function createBotMetrics(
  given?: BotMetricsConfig & BotMetricsOptions,
  options: BotMetricsOptions = {},
): Promise<BotMetrics> {
  const split = splitOptions(given, options);
  const { config } = split;
  const { env = process.env, cwd = process.cwd(), ports = {}, configFile } = split.options;
  const { diagnostics = new ConsoleDiagnostics(systemClock), exemplars, resourceDetectors = [] } = split.options;
  const isDisabled = isDisabledByOtel(env);
  const load = (next: BotMetricsConfig | undefined): Promise<LoadedConfig> | LoadedConfig =>
    isDisabled ? disabled : loadConfig(next, { folder: cwd, configFile, env, diagnostics });

  const loaded = await load(config);
  const { settings } = loaded;
  const { prefix = '', labels = {}, views = [], ownMetrics = true, maxMetrics, maxLabelLength } = settings;
  // Not repeated by `reconfigure`: a detector may generate an instance id.
  const detected = {
    'service.instance.id': chooseInstanceId(env),
    ...(await detectResource(isDisabled ? [] : resourceDetectors, diagnostics, systemScheduler)),
  };
  const plan = await planBackends(loaded, detected, diagnostics);
  const fanOut = {
    diagnostics,
    views,
    ownMetrics,
    ...(exemplars && { exemplars }),
    ...(maxMetrics !== undefined && { maxMetrics }),
    ...(maxLabelLength !== undefined && { maxLabelLength }),
  };
  const backends = new ConfiguredBackends(plan, fanOut);
  const facade = new Metrics(backends.fanOut, { labels });
  const services = createServices(facade, settings, ports);
  registerBackendHealth(services.health, () => backends.running());
  const startRuntime = settings.runtime === true ? await loadRuntimeMetrics() : undefined;
  const admin = hasAdminServer(settings.admin)
    ? await openOrReport(
        settings,
        diagnostics,
        AdminServer.open(settings.admin, { health: services.health, diagnostics, pages: () => backends.pages() }),
      )
    : undefined;
  // SIGHUP reads the other sources again and keeps the argument.
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
    await backends.start(settings.onStartFailure === 'report' ? diagnostics : undefined);
  } catch (error) {
    await admin?.close(0);
    throw error;
  }

  // Nothing below can fail.
  reportStart(loaded, isDisabled, diagnostics);
  if (!isDisabled) whenDraining.push(startPolling(services, settings, ports));
  if (startRuntime !== undefined) whenClosed.push(startRuntime(facade));
  if (split.options.global === true) whenClosed.push(makeGlobal(metrics));
  admin?.ready();
  if (split.options.signals === true) {
    whenClosed.push(shutDownOnSignals(() => metrics.shutdown()));
    whenDraining.push(reloadOnHangup(() => metrics.reconfigure(argument), diagnostics));
  }
  return metrics;
}

/** With `onStartFailure: report`, a port in use is reported, and the service runs without the admin server. */
async function openOrReport<T>(
  { onStartFailure }: Settings,
  diagnostics: Diagnostics,
  opening: Promise<T>,
): Promise<T | undefined> {
  try {
    return await opening;
  } catch (error) {
    if (onStartFailure !== 'report' || !(error instanceof BotMetricsError) || error.code !== 'port_in_use') throw error;
    diagnostics.report({ code: error.code, message: error.message, severity: 'error', cause: error });
    return undefined;
  }
}

function reportStart(loaded: LoadedConfig, isDisabled: boolean, diagnostics: Diagnostics): void {
  const { backends, sources, isDefault } = loaded;
  const report = (code: string, message: string, severity: 'info' | 'warn' = 'info'): void =>
    diagnostics.report({ code, message, severity });
  if (isDisabled) {
    report('disabled', 'OTEL_SDK_DISABLED is true: metrics are recorded and not delivered');
  } else if (isDefault) {
    const [backend] = backends.values();
    const { host, port } = { host: '127.0.0.1', port: 9464, ...(isBackend(backend) ? {} : backend?.options) };
    const remedy = 'configure backends in bot-metrics.config.yaml';
    report(
      'no_backend_configured',
      `no backend is configured: the metrics are at http://${host}:${port}/metrics; ${remedy}`,
    );
  } else if (backends.size === 0) {
    report(
      'no_backends',
      'backends is empty: metrics are recorded and not delivered; add a backend, or remove the key',
      'warn',
    );
  } else {
    const names = [...backends].map(([name, backend]) => {
      const type = isBackend(backend) ? 'custom' : backend.declaration.type;
      return name === type ? name : `${name} (${type})`;
    });
    report('started', `metrics go to ${names.join(', ')}; configuration: ${sources.names.join(', ')}`);
  }
}
