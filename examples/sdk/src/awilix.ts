// Provides the services of an instance through an awilix container, which flushes and shuts the instance down when
// disposed.
import type { BusinessMetricsService, Metrics } from '@bot-metrics/core';
import { createBotMetrics } from '@bot-metrics/sdk';
import { StubMetricsBackend } from '@bot-metrics/stub';
import { asClass, asFunction, createContainer } from 'awilix';

/** The contents of the container, by name. */
interface Cradle {
  readonly metrics: Metrics;
  readonly business: BusinessMetricsService;
  readonly publisher: Publisher;
}

class Publisher {
  readonly #business: BusinessMetricsService;
  readonly #rejected: ReturnType<Metrics['counter']>;

  constructor({ business, metrics }: Cradle) {
    this.#business = business;
    this.#rejected = metrics.counter('posts.rejected');
  }

  publish(text: string): void {
    if (text === '') this.#rejected.add(1);
    else this.#business.recordPostSent({ status: 'success' });
  }
}

const stub = new StubMetricsBackend();
const instance = await createBotMetrics({ backends: { stub } });

// A test registers `business` as a service over a three-method mock; nothing else changes.
const container = createContainer<Cradle>().register({
  metrics: asFunction(() => instance)
    .singleton()
    .disposer((metrics) => metrics.shutdown(10)),
  business: asFunction(() => instance.business).singleton(),
  publisher: asClass(Publisher).singleton(),
});

const { publisher } = container.cradle;
publisher.publish('Hello');
publisher.publish('');
await container.dispose();
for (const [series, value] of stub.counters) console.log(series, value);
