import type { MetricDatum, StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { MetricFamily } from '@bot-metrics/core/backend';
import type { Outcome } from '@bot-metrics/core/delivery';
import type { Distribution } from '../encoding/distribution.ts';
import type { Point } from '../encoding/points.ts';
import type { CloudWatchSettings } from '../options.ts';
import type { Route } from '../route.ts';
import { AnswerCheck } from './answer-check.ts';
import { type LoadedSdk, loadAwsSdk } from './aws-sdk.ts';
import { describeFailure, describeMistakenSuccess } from './describe-failure.ts';

/** The input of a PutMetricDataCommand, and its size. */
export interface PutRequest {
  readonly input: { readonly Namespace: string; readonly MetricData: MetricDatum[] };
  /** Size as JSON, which is slightly longer than the body that the SDK sends. */
  readonly bytes: number;
}

/** Before compression: AWS does not document whether its limit counts the compressed request. */
const MAX_BYTES = 1_000_000;
const MAX_METRICS = 1000;
const MAX_VALUES = 150;
/** This many values with their counts take as many bytes as a number with its dimensions. */
const VALUES_PER_METRIC = 20;

/** Sends points by PutMetricData. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export class PutRoute implements Route<PutRequest> {
  readonly delivery = 'acknowledged';
  readonly maxValues: number = MAX_VALUES;
  readonly maxWeight: number = MAX_METRICS;
  readonly #settings: CloudWatchSettings;
  #sdk: Promise<LoadedSdk> | undefined;

  constructor(settings: CloudWatchSettings) {
    this.#settings = settings;
  }

  get destination(): string {
    const { endpoint, region, namespace } = this.#settings;
    const where =
      endpoint === undefined
        ? ['CloudWatch', ...(region === undefined ? [] : [region])].join(' ')
        : new URL(endpoint).origin;
    return `${where}, namespace ${namespace}`;
  }

  /** @returns at least 1, so that no batch has more metrics than a request */
  weightOf(family: MetricFamily): number {
    if (family.kind !== 'histogram') return 1;
    const buckets = family.exponential === undefined ? family.metric.stride : MAX_VALUES;
    return Math.max(1, Math.min(buckets, MAX_VALUES) / VALUES_PER_METRIC);
  }

  load(): Promise<LoadedSdk> {
    this.#sdk ??= loadAwsSdk(this.#settings);
    return this.#sdk;
  }

  findProblem(): undefined {
    return undefined;
  }

  encode(points: readonly Point[], wallSeconds: number): PutRequest {
    const { namespace, resolution } = this.#settings;
    const time = new Date(Math.floor(wallSeconds) * 1000);
    const input = { Namespace: namespace, MetricData: points.map((point) => convertPoint(point, time, resolution)) };
    return { input, bytes: JSON.stringify(input).length };
  }

  fits({ bytes }: PutRequest): boolean {
    return bytes <= MAX_BYTES;
  }

  async send({ input }: PutRequest, signal: AbortSignal): Promise<Outcome<PutRequest>> {
    const check = new AnswerCheck();
    try {
      signal.throwIfAborted();
      const { client, PutMetricDataCommand } = await this.load();
      const command = new PutMetricDataCommand(input);
      command.middlewareStack.add((next) => check.middleware(next), { step: 'deserialize', priority: 'low' });
      const answer = await Promise.race([client.send(command, { abortSignal: signal }), rejectOnAbort(signal)]);
      return describeMistakenSuccess(check) ?? { delivered: true, ambiguous: readAttempts(answer) > 1 };
    } catch (error) {
      if (!isSuccess(check) || signal.aborted) return describeFailure(error, check);
      // The client cannot read a success in another protocol than its own.
      return describeMistakenSuccess(check) ?? { delivered: true, ambiguous: readAttempts(error) > 1 };
    }
  }

  show({ input }: PutRequest): string {
    return JSON.stringify(input, undefined, 2);
  }

  close(): void {
    this.#sdk?.then((sdk) => sdk.close()).catch(() => {});
  }
}

/** The SDK ignores the signal while it searches for credentials. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function isSuccess({ status = 0 }: AnswerCheck): boolean {
  return status >= 200 && status < 300;
}

function readAttempts(answer: unknown): number {
  const { $metadata }: { $metadata?: { attempts?: number } } =
    typeof answer === 'object' && answer !== null ? answer : {};
  return $metadata?.attempts ?? 1;
}

/** Converts a point to the form of PutMetricData. */
function convertPoint({ name, unit, dimensions, value }: Point, time: Date, resolution: 1 | 60): MetricDatum {
  return {
    MetricName: name,
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    Timestamp: time,
    Unit: unit as StandardUnit,
    // The default is 60.
    ...(resolution === 60 ? {} : { StorageResolution: resolution }),
    ...(typeof value === 'number' ? { Value: value } : convertDistributionMembers(value)),
  };
}

/** Omits the values if they do not add up to the sum. CloudWatch then has no percentiles. */
function convertDistributionMembers({
  isExact,
  values,
  counts,
  count,
  sum,
  min,
  max,
}: Distribution): Partial<MetricDatum> {
  if (isExact) return { Values: [...values], Counts: [...counts] };
  return { StatisticValues: { SampleCount: count, Sum: sum, Minimum: min, Maximum: max } };
}
