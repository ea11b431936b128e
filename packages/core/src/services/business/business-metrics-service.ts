import type { Counter } from '../../instruments/instrument.ts';
import type { Labels } from '../../labels/label-schema.ts';
import type { Metrics } from '../../metrics.ts';
import type { MetricsRecorder } from '../../ports/metrics-recorder.ts';
import { metricsOf } from '../metrics-of.ts';
import { NamedGauges, namesFor } from '../named-gauges.ts';
import { forNamings, type NamingOptions } from '../naming.ts';
import { Polling, type PollingOptions } from '../polling.ts';
import type { BusinessMetrics } from './business-metrics.ts';
import type { BusinessMetricsPort } from './business-metrics-port.ts';

/** How the service names its metrics and polls its port. */
export interface BusinessMetricsServiceOptions extends NamingOptions, PollingOptions {}

/** Channels that the old service's counter could name; further ones fold into one overflow series. */
const MOST_CHANNELS = 100;

/** Records what the business counts, as it is told or as it reads from the application's repositories. */
export class BusinessMetricsService {
  readonly #metrics: Metrics;
  readonly #options: BusinessMetricsServiceOptions;
  readonly #channels: NamedGauges;
  readonly #users: NamedGauges;
  readonly #scheduledPosts: NamedGauges;
  readonly #postsSent: readonly ((labels: Labels) => void)[];
  readonly #postViews: readonly Counter[];
  #polling: Polling | undefined;

  constructor(backend: MetricsRecorder | Metrics, options: BusinessMetricsServiceOptions = {}) {
    const metrics = metricsOf(backend);
    this.#metrics = metrics;
    this.#options = options;
    const { naming } = options;
    this.#channels = new NamedGauges(
      metrics,
      namesFor(naming, { name: 'bot.channels', unit: '{channel}' }, 'channels_total'),
      'Channels.',
    );
    this.#users = new NamedGauges(
      metrics,
      namesFor(naming, { name: 'bot.users', unit: '{user}' }, 'users_total'),
      'Users.',
    );
    this.#scheduledPosts = new NamedGauges(
      metrics,
      namesFor(naming, { name: 'bot.posts.scheduled', unit: '{post}' }, 'posts_scheduled'),
      'Posts that wait for their time.',
    );
    this.#postsSent = forNamings<(labels: Labels) => void>(naming, {
      semantic: () => {
        const posts = metrics.counter('bot.posts.sent', {
          description: 'Posts sent.',
          unit: '{post}',
          labels: ['status'],
        });
        return ({ status = 'success' }) => posts.add(1, { status });
      },
      classic: () => {
        const posts = metrics.counter('posts_sent_total', {
          description: 'Posts sent.',
          labels: ['channel_id'],
          limit: MOST_CHANNELS,
        });
        return ({ channel_id = '' }) => posts.add(1, { channel_id });
      },
    });
    this.#postViews = forNamings(naming, {
      semantic: () => metrics.counter('bot.post_views.updated', { description: 'Post views updated.', unit: '{view}' }),
      classic: () => metrics.counter('post_views_updated_total', { description: 'Post views updated.' }),
    });
  }

  update(metrics: BusinessMetrics): void {
    try {
      const { channelsCount, usersCount, scheduledPostsCount } = metrics;
      this.#channels.set(channelsCount);
      this.#users.set(usersCount);
      this.#scheduledPosts.set(scheduledPostsCount);
    } catch {
      this.#metrics.store.refuse('business metrics that cannot be read');
    }
  }

  /** @param labels `status` (default `success`); with classic naming `channel_id`, of which a hundred are told apart */
  recordPostSent(labels: Labels = {}): void {
    try {
      for (const record of this.#postsSent) record(labels);
    } catch {
      this.#metrics.store.refuse('a post whose labels cannot be read');
    }
  }

  recordPostViewsUpdate(count = 1): void {
    for (const counter of this.#postViews) counter.add(count);
  }

  /** Reads the port once and records it. Rejects with what the port rejects with. */
  async collect(port: BusinessMetricsPort): Promise<BusinessMetrics> {
    const [channelsCount, usersCount, scheduledPostsCount] = await Promise.all([
      port.countChannels(),
      port.countUsers(),
      port.countScheduledPosts(),
    ]);
    const metrics = { channelsCount, usersCount, scheduledPostsCount };
    this.update(metrics);
    return metrics;
  }

  /** Collects now and every `intervalSeconds`. */
  start(port: BusinessMetricsPort, intervalSeconds: number): void {
    this.stop();
    const gauges = [this.#channels, this.#users, this.#scheduledPosts];
    const polled = {
      what: 'business metrics',
      collect: () => this.collect(port),
      clear: () => {
        for (const gauge of gauges) gauge.clear();
      },
    };
    this.#polling = new Polling(polled, this.#metrics.store.diagnostics, this.#options);
    this.#polling.start(intervalSeconds);
  }

  stop(): void {
    this.#polling?.stop();
  }
}
