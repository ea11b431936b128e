import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BotMetricsError } from '@bot-metrics/core';
import { type BotMetrics, createBotMetrics } from '@bot-metrics/sdk';
import { scrape } from './proof/prometheus-page.ts';
import {
  type Received,
  receivedByCloudWatch,
  receivedByDatadog,
  receivedByOtlp,
  receivedByPrometheus,
  receivedByStatsd,
} from './proof/receivers.ts';
import { Tally } from './proof/tally.ts';
import { allEqual, compare, type Verdict } from './proof/verdict.ts';
import { startService } from './service/service.ts';
import { greeting, progress, table } from './summary.ts';
import { startVisitors, type Visits } from './world/visitors.ts';
import { type FurtherBackend, furtherBackends, startWorld, type World } from './world/world.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;
const metricsUrl = `http://127.0.0.1:${process.env.PROMETHEUS_PORT ?? 9464}/metrics`;

try {
  const options = readOptions();
  const verdict = await demo(options);
  console.log(table(verdict));
  console.log(allEqual(verdict) ? 'All totals are equal.\n' : 'Some totals differ.\n');
  if (options.json) console.log(JSON.stringify(verdict));
  process.exitCode = allEqual(verdict) ? 0 : 1;
} catch (error) {
  console.error(isForPeople(error) ? error.message : error);
  process.exitCode = 1;
}

async function demo(options: Options): Promise<Verdict> {
  const world = await startWorld(process.env, options.backends);
  const tally = new Tally();
  try {
    const configFile = fileURLToPath(new URL('../bot-metrics.config.yaml', import.meta.url));
    const metrics = await createBotMetrics(undefined, { configFile });
    try {
      await load(options, metrics, world, tally);
      return compare(tally, await receivedEverywhere(metrics, world));
    } finally {
      await metrics.shutdown(5);
    }
  } finally {
    await world.close();
  }
}

/** Everybody uses the service until the time is over, and everything that was begun is ended. */
async function load(options: Options, metrics: BotMetrics, world: World, tally: Tally): Promise<void> {
  const service = await startService(metrics, surroundingsOf(world), tally);
  const visitors = startVisitors(world.telegram, service.apiUrl);
  console.log(greeting(metricsUrl, service.apiUrl, world));
  await pause(options.seconds, (seconds) => console.log(progress(seconds, metrics, tally, world)));
  await visitors.stop();
  await world.telegram.waitFor(() => world.telegram.pendingUpdates === 0, 30);
  await service.stop();
  countWhatTheWorldSaw(tally, world, visitors.visits);
  console.log('The load has stopped.');
  await pause(options.linger);
}

interface Options {
  /** How long there is load; without it until Ctrl-C. */
  readonly seconds: number | undefined;
  /** How long the endpoints stay open after it. */
  readonly linger: number;
  /** Beside those of the configuration file. */
  readonly backends: readonly FurtherBackend[];
  /** Prints the result as the last line, as JSON. */
  readonly json: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string' },
      linger: { type: 'string', default: '0' },
      backend: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  });
  const { seconds, linger, backend, json } = values;
  return {
    seconds: seconds === undefined ? undefined : secondsOf('--seconds', seconds, 1),
    linger: secondsOf('--linger', linger, 0),
    backends: backend.map(backendOf),
    json,
  };
}

function secondsOf(option: string, text: string, least: number): number {
  const seconds = Number(text);
  if (text !== '' && seconds >= least && seconds <= 86_400) return seconds;
  throw new BotMetricsError(
    'invalid_configuration',
    `${option} ${text}: write a number of seconds from ${least}, such as ${option} 10`,
  );
}

function backendOf(name: string): FurtherBackend {
  const known = furtherBackends.find((backend) => backend === name);
  if (known !== undefined) return known;
  throw new BotMetricsError(
    'invalid_configuration',
    `--backend ${name}: is not known; write ${furtherBackends.join(' or ')}`,
  );
}

function surroundingsOf({ telegram, postgres }: World) {
  return { botToken: telegram.token, botApiRoot: telegram.apiRoot, connectionString: postgres.connectionString };
}

/** Resolves after so many seconds, or never where there are none; with Ctrl-C or SIGTERM at once. */
function pause(seconds: number | undefined, tick: (seconds: number) => void = () => {}): Promise<void> {
  const started = performance.now();
  return new Promise((resolve) => {
    const ticking = setInterval(() => tick((performance.now() - started) / 1000), 1000);
    const ending = seconds === undefined ? undefined : setTimeout(end, seconds * 1000);
    for (const signal of signals) process.once(signal, end);
    function end(): void {
      clearInterval(ticking);
      clearTimeout(ending);
      for (const signal of signals) process.removeListener(signal, end);
      resolve();
    }
  });
}

/** What the service cannot count itself: Telegram's own call log, and what the visitors sent. */
function countWhatTheWorldSaw(tally: Tally, { telegram }: World, visits: Visits): void {
  const calls = telegram.calls.filter(({ method }) => method !== 'getUpdates');
  tally.count('telegram.client.request.duration', calls.length);
  tally.count('telegram.client.flood_wait', calls.filter(({ status }) => status === 429).length);
  tally.count('telegram.recipients.unreachable', calls.filter(({ status }) => status === 403).length);
  tally.count('telegram.update.duration', visits.updates);
  tally.count('telegram.update.lag', visits.dated);
}

/** A last scrape, a last export and a last flush; then what the receivers have. */
async function receivedEverywhere(
  metrics: BotMetrics,
  { otlp, statsd, datadog, cloudwatch }: World,
): Promise<Record<string, Received>> {
  const page = await scrape(metricsUrl);
  await metrics.shutdown(10);
  await statsd.settled();
  return {
    prometheus: receivedByPrometheus(page),
    ...(otlp === undefined ? {} : { otlp: receivedByOtlp(otlp) }),
    statsd: receivedByStatsd(statsd),
    ...(datadog === undefined ? {} : { datadog: receivedByDatadog(datadog) }),
    ...(cloudwatch === undefined ? {} : { cloudwatch: receivedByCloudWatch(cloudwatch) }),
  };
}

/** A mistake in the configuration or on the command line, which needs no stack. */
function isForPeople(error: unknown): error is Error {
  return error instanceof BotMetricsError || (error instanceof TypeError && 'code' in error);
}
