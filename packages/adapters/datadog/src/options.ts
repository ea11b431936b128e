import { hostname } from 'node:os';
import { BotMetricsError, type PushOptions, type Scheduler, systemScheduler } from '@bot-metrics/core';
import type { StatsdMetricsBackendOptions } from '@bot-metrics/statsd';
import { apiUrlOf } from './endpoint.ts';
import { keyOf, tagOf } from './naming.ts';
import { type UnifiedTags, unifiedTagsOf } from './unified-tags.ts';

/** Where the Datadog Agent listens; as in @bot-metrics/statsd, whose `dogstatsd` dialect carries the metrics there. */
export type DatadogAgent = Pick<StatsdMetricsBackendOptions, 'host' | 'port' | 'path' | 'socket' | 'containerId'>;

/** Where metrics go to, and what they are tagged with. */
export interface DatadogMetricsBackendOptions extends PushOptions, UnifiedTags {
  /** Of the organization. Needed, unless `endpoint` or `agent` is given. Never shown. */
  readonly apiKey?: string;
  /** Where the organization is, such as `datadoghq.eu`. @default 'datadoghq.com' */
  readonly site?: string;
  /** The base URL of another intake, instead of `site`: `/api/v2/series` is appended. @default 'https://api.' and the site */
  readonly endpoint?: string;
  /** Sends to an Agent by DogStatsD instead: `true` for one on this machine, or where it is. @default false */
  readonly agent?: boolean | DatadogAgent;
  /** What the metrics are of; `''` for nothing. With an `agent` that says it. @default the resource's `host.name`, or the name of this machine */
  readonly host?: string;
  /** Go with every metric, such as `['team:shop']`; a label of the same name goes before. @default none */
  readonly tags?: readonly string[];
  /** The tag `service`. @default `service.name` of the resource */
  readonly service?: string;
  /** The tag `env`. @default `deployment.environment.name` of the resource */
  readonly env?: string;
  /** The tag `version`. @default `service.version` of the resource */
  readonly version?: string;
  /** Resource attributes, of which the tags above and the host are taken. @default none */
  readonly resource?: Readonly<Record<string, string | number | boolean>>;
  /** Seconds from one export to the next, from 1. @default 10, as the Agent */
  readonly interval?: number;
  /** Seconds that one request may take. @default 10 */
  readonly timeout?: number;
  /**
   * The buckets that distributions are made from where a metric names none. Exponential ones, which are 9 % wide at most over
   * a range of 1 to 1,000,000, make a record twice as dear and a series 8 kB larger; `explicit` ones cost nothing, because
   * other backends have them too.
   * @default 'exponential'
   */
  readonly histograms?: 'explicit' | 'exponential';
  /** Results of health checks are service checks as well. @default true; with an `agent` false, as in @bot-metrics/statsd */
  readonly health?: boolean;
  /** One event when the process starts, which needs a `version`. @default false */
  readonly deploys?: boolean;
}

/** Options that were checked, with every default filled in. */
export interface DatadogSettings {
  /** Without a slash at its end. */
  readonly url: string;
  readonly apiKey: string;
  /** Empty if there is none. */
  readonly host: string;
  /** Those of unified service tagging included. */
  readonly tags: readonly string[];
  readonly unified: UnifiedTags;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly histograms: 'explicit' | 'exponential';
  readonly health: boolean;
  readonly deploys: boolean;
  readonly scheduler: Scheduler;
}

const MOST_SECONDS = 86_400;
/** Points have whole seconds, and of two for the same one Datadog keeps one. */
const LEAST_INTERVAL = 1;

/** @throws BotMetricsError `invalid_configuration` that lists every problem */
export function settingsOf(options: DatadogMetricsBackendOptions): DatadogSettings {
  const { apiKey = '', resource = {}, interval = 10, timeout = 10, histograms = 'exponential' } = options;
  const { host = String(resource['host.name'] ?? hostname()), health = true, deploys = false } = options;
  const { url, problems } = apiUrlOf(options);
  const unified = unifiedTagsOf(options, resource);
  problems.push(
    ...keyProblems(options),
    ...check(typeof host === 'string', 'host', host, 'is no name; write one, or "" for none'),
    ...tagProblems(options),
    ...secondsProblems('interval', interval, LEAST_INTERVAL),
    ...secondsProblems('timeout', timeout, 0),
    ...check(
      ['explicit', 'exponential'].includes(histograms),
      'histograms',
      histograms,
      'is not known; write "explicit" or "exponential"',
    ),
    ...check(typeof health === 'boolean', 'health', health, 'is neither true nor false'),
    ...check(typeof deploys === 'boolean', 'deploys', deploys, 'is neither true nor false'),
    ...check(
      deploys !== true || unified.version !== undefined,
      'deploys',
      deploys,
      'needs to know what is deployed; give a "version", or the resource attribute service.version',
    ),
  );
  if (problems.length > 0) throw new BotMetricsError('invalid_configuration', problems.join('\n'));
  return {
    url,
    apiKey,
    host,
    tags: constantTags(options),
    unified,
    intervalSeconds: interval,
    timeoutSeconds: timeout,
    histograms,
    health,
    deploys,
    scheduler: options.scheduler ?? systemScheduler,
  };
}

/** Tags of every metric: `tags`, and those of unified service tagging that are not among them. */
export function constantTags(options: DatadogMetricsBackendOptions): string[] {
  const { tags = [], resource = {} } = options;
  const keys = new Set(tags.map(keyOf));
  const unified = Object.entries(unifiedTagsOf(options, resource)).filter(([key]) => !keys.has(key));
  return [...unified.map(([key, value]) => tagOf(key, value)), ...tags];
}

/** What is wrong with `tags` and those of unified service tagging. */
export function tagProblems({ tags = [], service, env, version }: DatadogMetricsBackendOptions): string[] {
  const list = Array.isArray(tags) ? tags : [tags];
  return [
    ...check(Array.isArray(tags), 'tags', tags, 'is no list; write one such as ["team:shop"]'),
    ...list.flatMap((tag) =>
      check(
        typeof tag === 'string' && tag.length <= 200 && /^[a-z][^,|\s]*[^,|\s:]$/i.test(tag),
        'tags',
        tag,
        'is no tag; write "key:value", a letter first, without spaces and commas, 200 characters at most',
      ),
    ),
    ...Object.entries({ service, env, version }).flatMap(([option, value]) =>
      check(
        value === undefined || (typeof value === 'string' && value !== ''),
        option,
        value,
        'is no name; write one such as "shop"',
      ),
    ),
  ];
}

export function check(holds: boolean, option: string, value: unknown, remedy: string): string[] {
  if (holds) return [];
  return [`${option}: ${typeof value === 'number' ? value : JSON.stringify(value)} ${remedy}`];
}

/** Never shows the key. */
function keyProblems({ apiKey, endpoint }: DatadogMetricsBackendOptions): string[] {
  if (apiKey === undefined) {
    return endpoint === undefined ? ['apiKey: is missing; give that of the organization, or an "agent"'] : [];
  }
  // What a header can hold; a key with a line break at its end was read from a file.
  if (typeof apiKey === 'string' && /^[\x21-\x7e]+$/.test(apiKey)) return [];
  return ['apiKey: is no API key; write its 32 letters and digits, without spaces and line breaks'];
}

function secondsProblems(option: string, value: unknown, least: number): string[] {
  const holds = typeof value === 'number' && value > 0 && value >= least && value <= MOST_SECONDS;
  const from = least === 0 ? 'above 0' : `from ${least}`;
  return check(holds, option, value, `is no number of seconds; write one ${from}, up to ${MOST_SECONDS}`);
}
