import { join } from 'node:path';
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
import { findFileAbove } from './config/sources/config-file.ts';
import { ConfigSources } from './config/sources/config-source.ts';
import { ConfiguredBackends } from './configured-backends.ts';
import { makeGlobal } from './global.ts';
import { type InstanceId, takeInstanceId } from './instance-id.ts';
import { type BotMetricsOptions, splitOptions } from './options.ts';
import { flushBeforeExit, reportLateRecords, shutDownOnSignals } from './process-end.ts';
import { reloadOnHangup } from './reload-on-hangup.ts';
import { detectResource } from './resource.ts';
import { createServices, startPolling } from './services.ts';

/** The configuration while metrics are switched off. */
const disabled: LoadedConfig = {
  settings: { enabled: false } as Settings,
  shown: { enabled: false },
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
  const { env = process.env, cwd = process.cwd(), configFile } = split.options;
  const { diagnostics = new ConsoleDiagnostics(systemClock) } = split.options;
  const load = async (next: BotMetricsConfig | undefined): Promise<LoadedConfig> => {
    if (isDisabledByOtel(env)) return disabled;
    const loaded = await loadConfig(next, { folder: cwd, configFile, env, diagnostics });
    return loaded.settings.enabled === false ? { ...disabled, sources: loaded.sources } : loaded;
  };
  const loaded = await load(split.config);
  const { service, resource } = loaded.settings;
  const configuredId = service?.instanceId ?? resource?.['service.instance.id'];
  const instance = takeInstanceId(env, diagnostics, configuredId?.toString());
  try {
    const metrics = await assemble({ ...split, loaded, load, instance, diagnostics });
    reportStart(loaded, cwd, diagnostics);
    return metrics;
  } catch (error) {
    instance.release();
    throw error;
  }
}

interface AssemblyParts {
  readonly config: BotMetricsConfig | undefined;
  readonly options: BotMetricsOptions;
  readonly loaded: LoadedConfig;
  readonly load: (config: BotMetricsConfig | undefined) => Promise<LoadedConfig>;
  readonly instance: InstanceId;
  readonly diagnostics: Diagnostics;
}

async function assemble({ config, options, loaded, load, instance, diagnostics }: AssemblyParts): Promise<BotMetrics> {
  const { settings } = loaded;
  const { prefix = '', labels = {}, views = [], ownMetrics = true, maxMetrics, maxLabelLength } = settings;
  const { ports = {}, exemplars, resourceDetectors = [] } = options;
  const isEnabled = settings.enabled !== false;
  // Not repeated by `reconfigure`: a detector may generate an instance id.
  const detected = {
    'service.instance.id': instance.id,
    ...(await detectResource(isEnabled ? resourceDetectors : [], diagnostics, systemScheduler)),
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
    shutdownSeconds: settings.shutdownTimeout,
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
  whenClosed.push(() => instance.release());
  if (isEnabled) whenDraining.push(startPolling(services, settings, ports));
  if (startRuntime !== undefined) whenClosed.push(startRuntime(facade));
  if (options.global === true) whenClosed.push(makeGlobal(metrics));
  admin?.ready();
  const accounts = () => Object.values(metrics.backend.accounts());
  whenClosed.push(
    flushBeforeExit(
      () => flushAtEnd(metrics, settings.shutdownTimeout),
      () => accounts().reduce((sum, { offered }) => sum + offered, 0),
    ),
    () =>
      reportLateRecords(() => accounts().reduce((sum, { dropped }) => sum + (dropped.shutdown ?? 0), 0), diagnostics),
  );
  if (options.signals === true) {
    whenClosed.push(shutDownOnSignals(() => metrics.shutdown()));
    whenDraining.push(reloadOnHangup(() => metrics.reconfigure(argument), diagnostics));
  }
  return metrics;
}

/** A request that hangs would keep the process alive after the deadline of the flush. */
async function flushAtEnd(metrics: BotMetrics, deadlineSeconds: number | undefined): Promise<void> {
  const report = await metrics.flush(deadlineSeconds);
  if (Object.values(report).some(({ ok }) => !ok)) await metrics.shutdown(0);
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

function reportStart(loaded: LoadedConfig, folder: string, diagnostics: Diagnostics): void {
  const { settings, backends, sources, isDefault } = loaded;
  const report = (code: string, message: string, severity: 'info' | 'warn' = 'info'): void =>
    diagnostics.report({ code, message, severity });
  if (settings.enabled === false) {
    const where = sources.where(['enabled']) || (sources.names.length > 0 ? 'the code' : '');
    const why = where === '' ? 'OTEL_SDK_DISABLED is true' : `enabled is false in ${where}`;
    report('disabled', `${why}: metrics are recorded and not delivered`);
  } else if (isDefault) {
    const [backend] = backends.values();
    const { host, port } = { host: '127.0.0.1', port: 9464, ...(isBackend(backend) ? {} : backend?.options) };
    const above = findFileAbove(folder);
    const remedy =
      above === undefined
        ? `configure backends in ${join(folder, 'bot-metrics.config.yaml')}`
        : `set BOT_METRICS_CONFIG_FILE=${above} to use that file`;
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
