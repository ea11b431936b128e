import type { BackendOptions, Metrics, MetricsBackendPort, SystemMetricsPort } from '@bot-metrics/core';
import { revealed, withOrigins } from './config/secrets.ts';
import type { BackendSettings } from './config/settings.ts';
import { loadPackage } from './load-package.ts';
import type { Resource } from './resource.ts';

/** What every backend is made with beside its own settings. */
export interface BackendContext extends BackendOptions {
  readonly resource: Resource;
}

/**
 * Makes a backend from its settings and loads its package for it. This file is the one place that knows adapters by name.
 * @throws BotMetricsError `missing_package`, and what the backend's constructor throws
 */
export async function makeBackend(settings: BackendSettings, context: BackendContext): Promise<MetricsBackendPort> {
  switch (settings.type) {
    case 'prometheus': {
      const { PrometheusMetricsBackend } = await loadPackage(
        '@bot-metrics/prometheus',
        () => import('@bot-metrics/prometheus'),
      );
      return new PrometheusMetricsBackend({ ...revealed(settings), ...context });
    }
    case 'otlp': {
      const { OtlpMetricsBackend } = await loadPackage('@bot-metrics/otlp', () => import('@bot-metrics/otlp'));
      return new OtlpMetricsBackend({ ...withOrigins(settings), ...context });
    }
    case 'statsd': {
      const { StatsdMetricsBackend } = await loadPackage('@bot-metrics/statsd', () => import('@bot-metrics/statsd'));
      return new StatsdMetricsBackend({ ...settings, ...context });
    }
    case 'datadog': {
      const { DatadogMetricsBackend } = await loadPackage('@bot-metrics/datadog', () => import('@bot-metrics/datadog'));
      return new DatadogMetricsBackend({ ...revealed(settings), ...context });
    }
    case 'cloudwatch': {
      const { CloudWatchMetricsBackend } = await loadPackage(
        '@bot-metrics/cloudwatch',
        () => import('@bot-metrics/cloudwatch'),
      );
      return new CloudWatchMetricsBackend({ ...settings, ...context });
    }
    case 'stub': {
      const { StubMetricsBackend } = await loadPackage('@bot-metrics/stub', () => import('@bot-metrics/stub'));
      return new StubMetricsBackend(context);
    }
  }
}

/** The host, as `systeminformation` reads it. */
export async function loadSystemMetrics(diskPath: string | undefined): Promise<SystemMetricsPort> {
  const { SystemInformationAdapter } = await loadPackage('@bot-metrics/system', () => import('@bot-metrics/system'));
  return new SystemInformationAdapter(diskPath === undefined ? {} : { diskPath });
}

/** What starts to measure the Node process, and returns the function that stops it. */
export async function loadRuntimeMetrics(): Promise<(metrics: Metrics) => () => void> {
  const { NodeRuntimeMetrics } = await loadPackage('@bot-metrics/system', () => import('@bot-metrics/system'));
  return (metrics) => {
    const runtime = new NodeRuntimeMetrics(metrics);
    runtime.start();
    return () => runtime.stop();
  };
}
