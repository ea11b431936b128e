import { hostname } from 'node:os';
import { type Scheduler, systemScheduler } from '@bot-metrics/core';
import type { PushOptions } from '@bot-metrics/core/backend';
import {
  either,
  flag,
  group,
  isTree,
  list,
  map,
  type OptionsOf,
  oneOf,
  type Problem,
  port,
  type ResolvedOptions,
  ready,
  resolveOptions,
  type Secret,
  scalar,
  seconds,
  secret,
  text,
  url,
} from '@bot-metrics/core/options';
import type { DatagramSocket, OpenSocket } from '@bot-metrics/statsd';
import { buildApiUrl, findEndpointProblems, findSiteProblem } from './endpoint.ts';
import { combineTags, findUnifiedTags, type UnifiedTags } from './tags.ts';

const agentFlag = flag({ description: '`true` for an Agent on this machine.' });

const agentAddress = group(
  {
    host: text({ description: 'The host of the Agent.' }),
    port: port({ description: 'The port of the Agent.', min: 1 }),
    path: text({ description: "The path of the Agent's Unix stream socket." }),
    containerId: text({ description: 'The container id, from which the Agent adds tags.' }),
    socket: ready(
      {
        inCode: true,
        type: 'DatagramSocket | (() => DatagramSocket)',
        expected: 'a datagram socket with "send(packet, callback)", or a function that opens one',
        description: 'A function that opens and connects a datagram socket, or a connected one.',
      },
      (value): value is DatagramSocket | OpenSocket =>
        typeof value === 'function' || ('send' in value && typeof value.send === 'function'),
    ),
  },
  { description: 'The address of an Agent, as in @bot-metrics/statsd.' },
);

const name = { pattern: /./s, expected: 'a name such as "shop"' };

/** The options of `DatadogMetricsBackend`. */
export const options = {
  apiKey: secret({
    description: 'The API key of the organization. Required unless `endpoint` or `agent` is set.',
    bare: 'API key',
  }),
  site: text({
    description: 'The site of the organization, such as `datadoghq.eu`.',
    defaultText: '`datadoghq.com`',
  }),
  endpoint: url({
    description: 'The base URL of another intake, instead of `site`; `/api/v2/series` is appended.',
    example: 'http://127.0.0.1:8428/datadog',
  }),
  agent: either([agentFlag, agentAddress], (value) => (isTree(value) ? agentAddress : agentFlag), {
    description:
      'Sends to an Agent by DogStatsD instead of the HTTP API: `true` for an Agent on this machine, or its address as `host` and `port`, or `path`.',
    defaultText: '`false`',
  }),
  host: text({
    description: 'The host of the metrics; an empty text means none. Not used with an `agent`.',
    defaultText: '`host.name` of the resource, or the name of this machine',
    pattern: /^/,
    expected: 'a name, or "" for none',
  }),
  tags: list(
    text({
      description: '',
      pattern: /^(?=.{1,200}$)[a-z][^,|\s]*[^,|\s:]$/i,
      expected: 'a tag "key:value" of at most 200 characters that starts with a letter, without spaces and commas',
    }),
    {
      description: 'Tags of every metric, such as `team:shop`. A label with the same name replaces the tag.',
      defaultText: 'none',
    },
  ),
  service: text({ description: 'The tag `service`.', defaultText: '`service.name` of the resource', ...name }),
  env: text({ description: 'The tag `env`.', defaultText: '`deployment.environment.name` of the resource', ...name }),
  version: text({ description: 'The tag `version`.', defaultText: '`service.version` of the resource', ...name }),
  interval: seconds({
    default: 10,
    description: 'Time between two exports; the default is that of the Agent.',
    min: 1,
  }),
  timeout: seconds({ default: 10, description: 'Time limit of one request.' }),
  histograms: oneOf(['explicit', 'exponential'], {
    default: 'exponential',
    description:
      'The buckets from which distributions are computed if a definition names none. `exponential` buckets are at most 9 % wide over a range of 1 to 1,000,000; a record costs twice as much, and a series takes 8 kB more. `explicit` buckets cost nothing extra if another backend uses them.',
  }),
  health: flag({
    description: 'Also sends results of health checks as service checks.',
    defaultText: '`true`, with an `agent` `false`',
  }),
  deploys: flag({ default: false, description: 'Sends one event when the process starts; needs a `version`.' }),
  resource: map(scalar({ description: '' }), {
    description: 'Resource attributes, which set the host and the tags `service`, `env` and `version`.',
    default: {},
    inCode: true,
  }),
};

/** The options of `DatadogMetricsBackend`. */
export interface DatadogMetricsBackendOptions extends PushOptions, OptionsOf<typeof options> {}

/** Checked options with every default filled in. */
export interface DatadogSettings {
  /** The base URL, without a trailing slash. */
  readonly url: string;
  /** The option that names the receiver. */
  readonly receiver: 'site' | 'endpoint';
  readonly apiKey: Secret | undefined;
  /** Empty without one. */
  readonly host: string;
  /** Includes the tags of unified service tagging. */
  readonly tags: readonly string[];
  readonly unified: UnifiedTags;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly histograms: 'explicit' | 'exponential';
  readonly health: boolean;
  readonly deploys: boolean;
  readonly scheduler: Scheduler;
}

type Resolved = ResolvedOptions<typeof options>;

/** Options that only the HTTP API has. */
const apiOptions = ['apiKey', 'site', 'endpoint', 'host', 'timeout', 'deploys'] as const;

/** Finds problems of options that are valid one by one. */
export function check(resolved: Resolved, given: OptionsOf<typeof options>): Problem[] {
  const { agent, apiKey, site, endpoint, deploys } = resolved;
  if (agent !== undefined && agent !== false) {
    return apiOptions
      .filter((option) => given[option] !== undefined)
      .map((option) => ({ path: [option], text: 'cannot be combined with "agent"; remove one of them' }));
  }
  const problems = findEndpointProblems(endpoint);
  const add = (option: string, text: string): number => problems.push({ path: [option], text });
  const other = endpoint === undefined && typeof apiKey === 'string' ? findOtherKey(apiKey) : undefined;
  if (other !== undefined) {
    add('apiKey', `expected only the API key, received ${other}; copy the key from the page "API Keys"`);
  }
  const isElsewhere = given.endpoint !== undefined || (given.agent !== undefined && given.agent !== false);
  if (apiKey === undefined && !isElsewhere) {
    add('apiKey', 'missing; set the API key of the organization, or "agent"');
  }
  if (site !== undefined && endpoint !== undefined) {
    add('site', 'cannot be combined with "endpoint"; remove one of them');
  } else if (site !== undefined) {
    const mismatch = findSiteProblem(site);
    if (mismatch !== undefined) add('site', mismatch);
  }
  if (deploys === true && findUnifiedTags(resolved, resolved.resource ?? {}).version === undefined) {
    add('deploys', 'needs the deployed version; set "version", or the resource attribute service.version');
  }
  return problems;
}

/** Other keys of Datadog, which its intake rejects. Source: https://docs.datadoghq.com/account_management/api-app-keys/ */
function findOtherKey(apiKey: string): string | undefined {
  if (/^(?:[\da-f]{40}$|ddapp_)/i.test(apiKey)) return 'an application key';
  return /^pub[\da-f]{32}$/i.test(apiKey) ? 'a client token' : undefined;
}

/** @throws BotMetricsError `invalid_configuration` with every problem */
export function resolveSettings(given: DatadogMetricsBackendOptions): DatadogSettings {
  const resolved = resolveOptions({ options, check }, given);
  const { apiKey, site, endpoint, resource, interval, timeout, histograms, deploys } = resolved;
  const unified = findUnifiedTags(resolved, resource);
  return {
    url: buildApiUrl(site, endpoint),
    receiver: endpoint === undefined ? 'site' : 'endpoint',
    apiKey,
    host: resolved.host ?? String(resource['host.name'] ?? hostname()),
    tags: combineTags(resolved.tags ?? [], unified),
    unified,
    intervalSeconds: interval,
    timeoutSeconds: timeout,
    histograms,
    health: resolved.health ?? true,
    deploys,
    scheduler: given.scheduler ?? systemScheduler,
  };
}
