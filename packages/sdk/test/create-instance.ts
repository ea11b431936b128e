import { CollectedDiagnostics } from '@bot-metrics/testing';
import { onTestFinished } from 'vitest';
import { type BotMetrics, type BotMetricsConfig, type BotMetricsOptions, createBotMetrics } from '../src/index.ts';

/** Creates an instance that ignores the files and variables of this machine and is shut down when the test ends. */
export async function createInstance(config?: BotMetricsConfig, options: BotMetricsOptions = {}): Promise<BotMetrics> {
  const metrics = await createBotMetrics(config, {
    env: {},
    configFile: false,
    diagnostics: new CollectedDiagnostics(),
    ...options,
  });
  onTestFinished(async () => void (await metrics.shutdown(1)));
  return metrics;
}
