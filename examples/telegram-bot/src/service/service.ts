import { metricsTimer } from '@bot-metrics/core';
import { instrumentPgPool } from '@bot-metrics/database/pg';
import { instrumentHttpServer } from '@bot-metrics/http';
import type { BotMetrics } from '@bot-metrics/sdk';
import { instrumentGrammy } from '@bot-metrics/telegram/grammy';
import { Bot } from 'grammy';
import { Pool } from 'pg';
import type { Tally } from '../proof/tally.ts';
import { createApi } from './api.ts';
import { addHandlers, commands, publishDuePosts } from './bot.ts';
import { Posts } from './posts.ts';

/** The external systems that the service uses. */
export interface ServiceContext {
  readonly botToken: string;
  readonly botApiRoot: string;
  readonly connectionString: string;
}

export interface Service {
  readonly apiUrl: string;
  /** Stops accepting work, completes what has begun, and closes the service's own resources. The metrics stay open. */
  stop(): Promise<void>;
}

/** A bot, an HTTP API and a publisher of scheduled posts over one database, all of them measured. */
export async function startService(metrics: BotMetrics, context: ServiceContext, tally: Tally): Promise<Service> {
  const { collector, business, health } = metrics;
  const pool = new Pool({ connectionString: context.connectionString, max: 4 });
  const bot = new Bot(context.botToken, { client: { apiRoot: context.botApiRoot } });
  const posts = new Posts(pool, tally);
  const api = createApi(posts, tally);

  instrumentPgPool(pool, collector, { poolName: 'main' });
  instrumentGrammy(bot, collector, { commands });
  await posts.createTables();
  const apiUrl = await api.listen({ host: '127.0.0.1', port: 0 });
  const { port } = new URL(apiUrl);
  const forgetHttp = instrumentHttpServer(collector, { ignore: ({ socket }) => socket.localPort !== Number(port) });

  addHandlers(bot, posts, collector.metrics, tally);
  // Polling rejects if it is stopped before it has begun.
  const polling = bot.start().catch(() => {});
  const publish = metricsTimer({
    metricType: 'task',
    metricName: 'publish_due_posts',
    labels: { queue: 'posts' },
    collector,
  })(async () => {
    tally.count('messaging.process.duration');
    collector.updateTaskWorkers(1);
    await publishDuePosts(bot, posts, business, tally);
    collector.updateTaskWorkers(0);
  });
  health.register('database', () => {
    tally.count('bot.health.check.duration');
    return posts.ping();
  });
  business.start(posts, 2);
  const publisher = repeat(500, publish);
  const probe = repeat(1000, async () => {
    const { checks } = await health.run('readiness');
    // The SDK's own check.
    if (checks.backends !== undefined) tally.count('bot.health.check.duration');
  });

  return {
    apiUrl,
    async stop() {
      await bot.stop();
      await polling;
      business.stop();
      await Promise.all([publisher.stop(), probe.stop()]);
      await api.close();
      await pool.end();
      forgetHttp();
    },
  };
}

/** Runs a task repeatedly with a pause in between, never concurrently. */
function repeat(milliseconds: number, task: () => Promise<unknown>): { stop(): Promise<void> } {
  let stopped = false;
  let wake = (): void => {};
  const running = (async () => {
    while (!stopped) {
      await task();
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, milliseconds);
      });
    }
  })();
  return {
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
