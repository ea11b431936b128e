import { BotMetricsError, type PushOptions, type Scheduler, systemScheduler } from '@bot-metrics/core';
import { type CloudWatchDimensions, dimensionProblems } from './dimension-rules.ts';
import { agentProblems } from './emf/agent-address.ts';
import type { LineOutput } from './emf/lines-to-output.ts';
import type { CloudWatchClientLike } from './put/client-like.ts';

/** Where metrics go to, and what becomes of their labels. */
export interface CloudWatchMetricsBackendOptions extends PushOptions {
  /** 1 to 255 letters, digits and `.`, `-`, `_`, `/`, `#`, `:`; not below `AWS/`. @default 'bot-metrics' */
  readonly namespace?: string;
  /**
   * `put` sends by PutMetricData and needs the package @aws-sdk/client-cloudwatch; `emf` writes Embedded Metric Format, which
   * CloudWatch reads from logs, and needs none.
   * @default 'put'
   */
  readonly mode?: 'put' | 'emf';
  /** Of `put`: a client that is ready, instead of `region` and `endpoint`. It is left open. @default an own one */
  readonly client?: CloudWatchClientLike;
  /** Of `put`, such as `eu-west-1`. @default what the AWS SDK finds: `AWS_REGION`, or the profile */
  readonly region?: string;
  /** Of `put`: a URL instead of that of the region. @default that of the region */
  readonly endpoint?: string;
  /** Of `put`: seconds that one request may take; of `emf`: that the reader of a stream may let it wait. @default 10 */
  readonly timeout?: number;
  /** Which labels become dimensions, by metric; of several rules that fit the last one counts. @default every label does */
  readonly dimensions?: readonly CloudWatchDimensions[];
  /** Seconds from one export to the next. @default 60, the resolution of a standard metric */
  readonly interval?: number;
  /** Seconds that CloudWatch tells apart: 1 makes high-resolution metrics. @default 60 */
  readonly resolution?: 1 | 60;
  /**
   * The buckets that the values of histograms are taken from where a metric names none. `exponential` ones are 9 % wide at most,
   * and their percentiles as near; `explicit` ones cost nothing, because other backends have them too.
   * @default 'explicit'
   */
  readonly histograms?: 'explicit' | 'exponential';
  /**
   * Of `emf`: the CloudWatch agent, such as `tcp://127.0.0.1:25888` or `udp://127.0.0.1:25888`, instead of standard output.
   * @default none
   */
  readonly agent?: string;
  /** Of `emf` with an `agent`: the log group that it writes to. @default what the agent is configured with */
  readonly logGroup?: string;
  /** The log stream. @default what the agent is configured with */
  readonly logStream?: string;
  /** Of `emf`: a stream for the lines, instead of standard output. It is left open. @default process.stdout */
  readonly output?: LineOutput;
}

/** Options that were checked, with every default filled in. */
export interface CloudWatchSettings {
  readonly namespace: string;
  readonly mode: 'put' | 'emf';
  readonly client: CloudWatchClientLike | undefined;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  readonly timeoutSeconds: number;
  readonly dimensions: readonly CloudWatchDimensions[];
  readonly intervalSeconds: number;
  readonly resolution: 1 | 60;
  readonly histograms: 'explicit' | 'exponential';
  readonly agent: URL | undefined;
  readonly logGroup: string | undefined;
  readonly logStream: string | undefined;
  readonly output: LineOutput | undefined;
  readonly scheduler: Scheduler;
}

const ofPut = ['client', 'region', 'endpoint'] as const;
const ofEmf = ['agent', 'logGroup', 'logStream', 'output'] as const;
const MOST_SECONDS = 86_400;

/** @throws BotMetricsError `invalid_configuration` that lists every problem */
export function settingsOf(options: CloudWatchMetricsBackendOptions): CloudWatchSettings {
  const { namespace = 'bot-metrics', mode = 'put', client, region, endpoint, timeout = 10, dimensions = [] } = options;
  const { interval = 60, resolution = 60, histograms = 'explicit', agent, logGroup, logStream, output } = options;
  const { scheduler = systemScheduler } = options;
  const problems = [
    ...check(
      isNamespace(namespace),
      'namespace',
      namespace,
      'is none; write 1 to 255 letters, digits and . - _ / # : that begin neither with ":" nor with "AWS/"',
    ),
    ...check(mode === 'put' || mode === 'emf', 'mode', mode, 'is not known; write "put" or "emf"'),
    ...(mode === 'emf' ? ofPut : ofEmf).flatMap((option) =>
      check(
        options[option] === undefined,
        option,
        typeof options[option],
        `belongs to mode "${mode === 'emf' ? 'put' : 'emf'}"; leave it out, or change "mode"`,
      ),
    ),
    ...check(
      client === undefined || typeof client?.send === 'function',
      'client',
      typeof client,
      'is no client; hand in a CloudWatchClient of @aws-sdk/client-cloudwatch',
    ),
    ...(['region', 'endpoint'] as const).flatMap((option) =>
      check(
        client === undefined || options[option] === undefined,
        option,
        typeof options[option],
        'is of an own client, and "client" is given; leave one of them out',
      ),
    ),
    ...check(
      region === undefined || (typeof region === 'string' && /^[a-z0-9-]{1,63}$/.test(region)),
      'region',
      region,
      'is no region; write one such as "eu-west-1"',
    ),
    ...endpointProblems(endpoint),
    ...check(
      isSeconds(timeout),
      'timeout',
      timeout,
      `is no number of seconds; write one above 0, up to ${MOST_SECONDS}`,
    ),
    ...check(
      isSeconds(interval),
      'interval',
      interval,
      `is no number of seconds; write one above 0, up to ${MOST_SECONDS}`,
    ),
    ...check(resolution === 1 || resolution === 60, 'resolution', resolution, 'is none of CloudWatch; write 1 or 60'),
    ...check(
      histograms === 'explicit' || histograms === 'exponential',
      'histograms',
      histograms,
      'is not known; write "explicit" or "exponential"',
    ),
    ...dimensionProblems(dimensions),
    ...agentProblems(agent),
    ...logProblems(options),
    ...check(
      output === undefined || typeof output?.write === 'function',
      'output',
      typeof output,
      'is no stream; hand in one with "write(text, callback)"',
    ),
    ...check(
      output === undefined || agent === undefined,
      'output',
      typeof output,
      'says where lines go to, and so does "agent"; leave one of them out',
    ),
  ];
  if (problems.length > 0) throw new BotMetricsError('invalid_configuration', problems.join('\n'));
  return {
    namespace,
    mode,
    client,
    region,
    endpoint,
    timeoutSeconds: timeout,
    dimensions: [...dimensions],
    intervalSeconds: interval,
    resolution,
    histograms,
    agent: agent === undefined ? undefined : new URL(agent),
    logGroup,
    logStream,
    output,
    scheduler,
  };
}

function check(holds: boolean, option: string, value: unknown, remedy: string): string[] {
  if (holds) return [];
  return [`${option}: ${typeof value === 'number' ? value : JSON.stringify(value)} ${remedy}`];
}

function isNamespace(namespace: unknown): boolean {
  return typeof namespace === 'string' && /^(?!:|AWS\/)[A-Za-z0-9.\-_/#:]{1,255}$/.test(namespace);
}

function isSeconds(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= MOST_SECONDS;
}

function endpointProblems(endpoint: unknown): string[] {
  if (endpoint === undefined) return [];
  const isUrl = typeof endpoint === 'string' && /^https?:\/\//i.test(endpoint) && URL.canParse(endpoint);
  if (!isUrl) return ['endpoint: is no http(s) URL; write one such as "http://127.0.0.1:4566"'];
  const { username, password } = new URL(endpoint);
  if (username === '' && password === '') return [];
  return ['endpoint: has a user or a password; leave them out, the AWS SDK finds the credentials'];
}

function logProblems({ agent, logGroup, logStream }: CloudWatchMetricsBackendOptions): string[] {
  return Object.entries({ logGroup, logStream }).flatMap(([option, value]) => {
    if (value === undefined) return [];
    return [
      ...check(agent !== undefined, option, value, 'is for an "agent"; name it, or leave this out'),
      ...check(
        typeof value === 'string' &&
          /^[\x21-\x7e]{1,512}$/.test(value) &&
          !(option === 'logStream' && /[:*]/.test(value)),
        option,
        value,
        'is no name of CloudWatch Logs; write one such as "/service/metrics"',
      ),
    ];
  });
}
