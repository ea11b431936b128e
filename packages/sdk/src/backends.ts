import type { Metrics, SystemMetricsPort } from '@bot-metrics/core';
import type { BackendDeclaration } from '@bot-metrics/core/options';
import { loadPackage } from './load-package.ts';

/** The packages of the built-in backends. This file is the one place that knows adapters by name. */
const packages: Readonly<Record<string, () => Promise<{ readonly backend: object }>>> = {
  prometheus: () => import('@bot-metrics/prometheus'),
  otlp: () => import('@bot-metrics/otlp'),
  statsd: () => import('@bot-metrics/statsd'),
  datadog: () => import('@bot-metrics/datadog'),
  cloudwatch: () => import('@bot-metrics/cloudwatch'),
  stub: () => import('@bot-metrics/stub'),
};

/** The types that a configuration can name without a package or a path. */
export const builtInBackends: readonly string[] = Object.keys(packages);

/** @throws BotMetricsError `missing_package` */
export async function loadBuiltIn(type: string): Promise<BackendDeclaration> {
  const { backend } = await loadPackage(`@bot-metrics/${type}`, packages[type]!);
  return backend as BackendDeclaration;
}

/** Reads the host through `systeminformation`. */
export async function loadSystemMetrics(diskPath: string | undefined): Promise<SystemMetricsPort> {
  const { SystemInformationAdapter } = await loadPackage('@bot-metrics/system', () => import('@bot-metrics/system'));
  return new SystemInformationAdapter(diskPath === undefined ? {} : { diskPath });
}

/** Returns the function that starts to measure the Node process; that one returns the function that stops it. */
export async function loadRuntimeMetrics(): Promise<(metrics: Metrics) => () => void> {
  const { NodeRuntimeMetrics } = await loadPackage('@bot-metrics/system', () => import('@bot-metrics/system'));
  return (metrics) => {
    const runtime = new NodeRuntimeMetrics(metrics);
    runtime.start();
    return () => runtime.stop();
  };
}
