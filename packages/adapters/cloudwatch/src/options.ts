import { type Scheduler, systemScheduler } from '@bot-metrics/core';
import type { PushOptions } from '@bot-metrics/core/backend';
import {
  map,
  type OptionsOf,
  oneOf,
  type Problem,
  type ResolvedOptions,
  ready,
  resolveOptions,
  scalar,
  seconds,
  text,
  url,
} from '@bot-metrics/core/options';
import { type DimensionRule, dimensionsOption } from './dimensions.ts';
import { agentAddressPattern } from './emf/lines-to-agent.ts';
import type { LineOutput } from './emf/lines-to-output.ts';
import type { CloudWatchClientLike } from './put/aws-sdk.ts';
import { findCredentialProblems } from './put/credentials.ts';

/** The options of `CloudWatchMetricsBackend`. */
export const options = {
  namespace: text({
    default: 'bot-metrics',
    description: 'The namespace of the metrics.',
    pattern: /^(?!:|AWS\/)[A-Za-z0-9.\-_/#:]{1,255}$/,
    expected: '1 to 255 letters, digits and . - _ / # : that start neither with ":" nor with "AWS/"',
  }),
  mode: oneOf(['put', 'emf'], {
    default: 'put',
    description:
      '`put` sends by PutMetricData and needs the package @aws-sdk/client-cloudwatch. `emf` writes Embedded Metric Format, which CloudWatch extracts from logs.',
  }),
  client: ready(
    {
      inCode: true,
      type: 'CloudWatchClientLike',
      expected: 'a CloudWatchClient of @aws-sdk/client-cloudwatch',
      description:
        'For `put`: a client of the application instead of `region` and `endpoint`. The backend does not close it.',
    },
    (value): value is CloudWatchClientLike => 'send' in value && typeof value.send === 'function',
  ),
  region: text({
    description: 'For `put`: the AWS region, such as `eu-west-1`.',
    defaultText: 'that of the AWS SDK: `AWS_REGION`, or the profile',
    pattern: /^[a-z0-9-]{1,63}$/,
    expected: 'a region such as "eu-west-1"',
  }),
  endpoint: url({
    description: 'For `put`: a URL instead of that of the region.',
    defaultText: 'that of the region',
    example: 'http://127.0.0.1:4566',
  }),
  timeout: seconds({
    default: 10,
    description: 'For `put`: the time limit of one request. For `emf`: the time limit for the reader of a stream.',
  }),
  dimensions: dimensionsOption,
  interval: seconds({
    default: 60,
    description: 'Time between two exports; the default is the resolution of a standard metric.',
  }),
  resolution: oneOf([1, 60], {
    default: 60,
    description: 'The resolution that CloudWatch stores, in seconds; 1 creates high-resolution metrics.',
  }),
  histograms: oneOf(['explicit', 'exponential'], {
    default: 'explicit',
    description:
      'The buckets from which the values of histograms are estimated if a definition names none. `exponential` buckets are at most 9 % wide, and the error of percentiles is as large. `explicit` buckets cost nothing extra if another backend uses them.',
  }),
  agent: text({
    description: 'For `emf`: the CloudWatch agent, such as `tcp://127.0.0.1:25888`, instead of standard output.',
    defaultText: 'none',
    pattern: agentAddressPattern,
    expected: 'an address such as "tcp://127.0.0.1:25888" or "udp://127.0.0.1:25888"',
  }),
  logGroup: text({
    description: 'For `emf` with an `agent`: the log group.',
    defaultText: 'that of the agent',
    pattern: /^[\x21-\x7e]{1,512}$/,
    expected: 'the name of a log group such as "/service/metrics"',
  }),
  logStream: text({
    description: 'For `emf` with an `agent`: the log stream.',
    defaultText: 'that of the agent',
    pattern: /^(?!.*[:*])[\x21-\x7e]{1,512}$/,
    expected: 'the name of a log stream, without ":" and "*"',
  }),
  output: ready(
    {
      inCode: true,
      type: 'LineOutput',
      expected: 'a stream with "write(text, callback)"',
      description: 'For `emf`: a stream for the lines instead of standard output. The backend does not close it.',
    },
    (value): value is LineOutput => 'write' in value && typeof value.write === 'function',
  ),
  resource: map(scalar({ description: '' }), {
    description: 'Resource attributes. They are not sent, because CloudWatch cannot store them.',
    inCode: true,
  }),
};

/** The options of `CloudWatchMetricsBackend`; all are optional. */
export interface CloudWatchMetricsBackendOptions extends PushOptions, OptionsOf<typeof options> {}

/** Checked options with every default filled in. */
export interface CloudWatchSettings {
  readonly namespace: string;
  readonly mode: 'put' | 'emf';
  readonly client: CloudWatchClientLike | undefined;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  readonly timeoutSeconds: number;
  readonly dimensions: readonly DimensionRule[];
  readonly intervalSeconds: number;
  readonly resolution: 1 | 60;
  readonly histograms: 'explicit' | 'exponential';
  readonly agent: URL | undefined;
  readonly logGroup: string | undefined;
  readonly logStream: string | undefined;
  readonly output: LineOutput | undefined;
  readonly scheduler: Scheduler;
}

type Resolved = ResolvedOptions<typeof options>;

const putOptions = ['client', 'region', 'endpoint'] as const;
const emfOptions = ['agent', 'logGroup', 'logStream', 'output'] as const;

/** Finds problems of options that are valid one by one. */
export function check({ mode, endpoint }: Resolved, given: OptionsOf<typeof options>): Problem[] {
  const problems: Problem[] = [];
  const add = (option: string, text: string): number => problems.push({ path: [option], text });
  const isSet = (option: keyof typeof given): boolean => given[option] !== undefined;
  const [otherMode, others] = mode === 'emf' ? (['put', putOptions] as const) : (['emf', emfOptions] as const);
  for (const option of others) {
    if (mode !== undefined && isSet(option))
      add(option, `needs mode "${otherMode}"; set "mode" to "${otherMode}", or remove "${option}"`);
  }
  for (const option of ['region', 'endpoint'] as const) {
    if (isSet('client') && isSet(option)) add(option, 'cannot be combined with "client"; remove one of them');
  }
  if (endpoint !== undefined && (new URL(endpoint).username !== '' || new URL(endpoint).password !== '')) {
    add(
      'endpoint',
      'expected a URL without a user and a password; remove them, because the AWS SDK finds the credentials',
    );
  }
  for (const option of ['logGroup', 'logStream'] as const) {
    if (mode === 'emf' && isSet(option) && !isSet('agent'))
      add(option, `needs an "agent"; set "agent", or remove "${option}"`);
  }
  if (mode === 'put' && !isSet('client')) problems.push(...findCredentialProblems());
  if (isSet('output') && isSet('agent')) add('output', 'cannot be combined with "agent"; remove one of them');
  return problems;
}

/** @throws BotMetricsError `invalid_configuration` with every problem */
export function resolveSettings(given: CloudWatchMetricsBackendOptions): CloudWatchSettings {
  const { interval, timeout, agent, dimensions, ...resolved } = resolveOptions({ options, check }, given);
  return {
    ...resolved,
    dimensions,
    agent: agent === undefined ? undefined : new URL(agent),
    intervalSeconds: interval,
    timeoutSeconds: timeout,
    scheduler: given.scheduler ?? systemScheduler,
  };
}
