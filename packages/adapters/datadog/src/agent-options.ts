import { BotMetricsError } from '@bot-metrics/core';
import type { StatsdMetricsBackendOptions } from '@bot-metrics/statsd';
import { check, constantTags, type DatadogMetricsBackendOptions, tagProblems } from './options.ts';

/** Of the HTTP API: an Agent has its own. */
const ofTheApi = ['apiKey', 'site', 'endpoint', 'host', 'timeout', 'deploys'] as const;

/**
 * The options of the backend that sends to an Agent.
 * @throws BotMetricsError `invalid_configuration` that lists every problem but those that @bot-metrics/statsd finds
 */
export function agentOptions(options: DatadogMetricsBackendOptions): StatsdMetricsBackendOptions {
  const { agent, name = 'datadog', interval, histograms, health, diagnostics, clock, scheduler, exemplars } = options;
  const problems = [
    ...ofTheApi.flatMap((option) =>
      options[option] === undefined ? [] : [`${option}: is of the HTTP API, not of an "agent"; leave one of them out`],
    ),
    ...check(
      agent === true || (typeof agent === 'object' && agent !== null),
      'agent',
      agent,
      'is no address; write true, or { host, port } or { path } of the Agent',
    ),
    ...tagProblems(options),
  ];
  if (problems.length > 0) throw new BotMetricsError('invalid_configuration', problems.join('\n'));
  return {
    ...defined({ interval, histograms, health, diagnostics, clock, scheduler, exemplars }),
    ...(typeof agent === 'object' ? agent : {}),
    name,
    dialect: 'dogstatsd',
    tags: constantTags(options),
  };
}

/** Without what is not there, which would take the place of a default. */
function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
