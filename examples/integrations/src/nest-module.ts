// Injects metrics into a service by class. The classes must be imported as values. The module flushes when the
// application ends.
import 'reflect-metadata';
import { type Counter, Metrics, MetricsCollectorService } from '@bot-metrics/core';
import { BotMetricsModule } from '@bot-metrics/nestjs';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

@Injectable()
class Posts {
  readonly #sent: Counter;
  readonly #collector: MetricsCollectorService;

  constructor(metrics: Metrics, collector: MetricsCollectorService) {
    this.#sent = metrics.counter('posts.sent');
    this.#collector = collector;
  }

  publish(): void {
    this.#sent.add(1);
    this.#collector.recordTask({ taskName: 'publish', status: 'success', duration: 0.2 });
  }
}

const scrape = new PrometheusMetricsBackend({ name: 'scrape', listen: false });

@Module({
  imports: [BotMetricsModule.forRootAsync({ useFactory: async () => ({ backends: { scrape } }) })],
  providers: [Posts],
})
class ApplicationModule {}

const app = await NestFactory.createApplicationContext(ApplicationModule, { logger: false });
app.get(Posts).publish();
console.log(await scrape.getMetricsOutput());
await app.close();
