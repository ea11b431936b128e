import { BotMetricsError, type Metrics, type SystemMetricsPort } from '@bot-metrics/core';
import type { BackendDeclaration } from '@bot-metrics/core/options';

/** The packages of the built-in backends. Only this file names adapters. */
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

/** Returns a port that reads the host with `systeminformation`. */
export async function loadSystemMetrics(diskPath: string | undefined): Promise<SystemMetricsPort> {
  const { SystemInformationAdapter } = await loadPackage('@bot-metrics/system', () => import('@bot-metrics/system'));
  return new SystemInformationAdapter(diskPath === undefined ? {} : { diskPath });
}

/** Returns a function that starts to measure the Node process. It returns the function that stops. */
export async function loadRuntimeMetrics(): Promise<(metrics: Metrics) => () => void> {
  const { NodeRuntimeMetrics } = await loadPackage('@bot-metrics/system', () => import('@bot-metrics/system'));
  return (metrics) => {
    const runtime = new NodeRuntimeMetrics(metrics);
    runtime.start();
    return () => runtime.stop();
  };
}

/** @throws BotMetricsError `missing_package`, which names the command that installs the package */
export async function loadPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    // If the package is installed and one of its dependencies is missing, the message names the dependency.
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing || !error.message.includes(`'${name}'`)) throw error;
    throw new BotMetricsError('missing_package', `the package ${name} is not installed; run: npm install ${name}`, {
      cause: error,
    });
  }
}
