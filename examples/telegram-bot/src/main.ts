import { fileURLToPath } from 'node:url';
import { BotMetricsError } from '@bot-metrics/core';
import { type BotMetrics, createBotMetrics } from '@bot-metrics/sdk';
import { type Options, readOptions } from './options.ts';
import { pause } from './pause.ts';
import { countWhatTheWorldSaw } from './proof/count-what-the-world-saw.ts';
import { receivedEverywhere } from './proof/received-everywhere.ts';
import { Tally } from './proof/tally.ts';
import { allEqual, compare, type Verdict } from './proof/verdict.ts';
import { startService } from './service/service.ts';
import { greeting, progress, table } from './summary.ts';
import { startVisitors } from './world/visitors.ts';
import { startWorld, type World } from './world/world.ts';

const metricsUrl = `http://127.0.0.1:${process.env.PROMETHEUS_PORT ?? 9464}/metrics`;

try {
  const options = readOptions();
  const verdict = await demo(options);
  console.log(table(verdict));
  console.log(allEqual(verdict) ? 'All totals are equal.\n' : 'Some totals differ.\n');
  if (options.json) console.log(JSON.stringify(verdict));
  process.exitCode = allEqual(verdict) ? 0 : 1;
} catch (error) {
  console.error(isUserError(error) ? error.message : error);
  process.exitCode = 1;
}

async function demo(options: Options): Promise<Verdict> {
  const world = await startWorld(process.env, options.backends);
  const tally = new Tally();
  try {
    const configFile = fileURLToPath(new URL('../bot-metrics.config.yaml', import.meta.url));
    const metrics = await createBotMetrics({ configFile });
    try {
      await load(options, metrics, world, tally);
      return compare(tally, await receivedEverywhere(metrics, metricsUrl, world));
    } finally {
      await metrics.shutdown(5);
    }
  } finally {
    await world.close();
  }
}

/** Generates load until the time is up and completes everything that was begun. */
async function load(options: Options, metrics: BotMetrics, world: World, tally: Tally): Promise<void> {
  const service = await startService(metrics, serviceContext(world), tally);
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

function serviceContext({ telegram, postgres }: World) {
  return { botToken: telegram.token, botApiRoot: telegram.apiRoot, connectionString: postgres.connectionString };
}

/** An error in the configuration or on the command line, for which a stack trace is no help. */
function isUserError(error: unknown): error is Error {
  return error instanceof BotMetricsError || (error instanceof TypeError && 'code' in error);
}
