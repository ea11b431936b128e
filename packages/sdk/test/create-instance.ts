import { CollectedDiagnostics } from '@bot-metrics/testing';
import { onTestFinished } from 'vitest';
import { type BotMetrics, type BotMetricsConfig, type BotMetricsOptions, createBotMetrics } from '../src/index.ts';

/** An instance that is shut down when the test is over, and sees neither files nor variables of this machine. */
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
