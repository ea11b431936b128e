import { resolveOptions } from '@bot-metrics/core/options';
import type { StatsdMetricsBackendOptions } from '@bot-metrics/statsd';
import { check, constantTags, type DatadogMetricsBackendOptions, options as declared } from './options.ts';

/**
 * The options of the backend that sends to an Agent.
 * @throws BotMetricsError `invalid_configuration` with every problem except those that @bot-metrics/statsd finds
 */
export function agentOptions(options: DatadogMetricsBackendOptions): StatsdMetricsBackendOptions {
  const resolved = resolveOptions({ options: declared, check }, options);
  const { agent, name = 'datadog', interval, histograms, health, diagnostics, clock, scheduler, exemplars } = options;
  return {
    ...defined({ interval, histograms, health, diagnostics, clock, scheduler, exemplars }),
    ...(typeof agent === 'object' ? agent : {}),
    name,
    dialect: 'dogstatsd',
    tags: constantTags(resolved),
  };
}

/** Without undefined values, which would replace a default. */
function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
