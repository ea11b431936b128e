import type { Counter } from '../../instruments/instrument.ts';
import type { Labels } from '../../labels/label-schema.ts';
import { type Metrics, toMetrics } from '../../metrics.ts';
import type { MetricsRecorder } from '../../ports/metrics-backend-port.ts';
import { forNamings, NamedGauges, type NamingOptions, selectNames } from '../naming.ts';
import { Polling, type PollingOptions } from '../polling.ts';

/** Counts what the business is about. Implemented by the application's repositories. */
export interface BusinessMetricsPort {
  countChannels(): Promise<number>;
  countUsers(): Promise<number>;
  countScheduledPosts(): Promise<number>;
}

/** Business figures at one moment. */
export interface BusinessMetrics {
  readonly channelsCount: number;
  readonly usersCount: number;
  readonly scheduledPostsCount: number;
  /** For the application's use; never a sample time. */
  readonly timestamp?: Date;
}

/** The naming of the service's metrics, and how it polls its port. */
export interface BusinessMetricsServiceOptions extends NamingOptions, PollingOptions {}

/** Channels in the classic counter; further ones fold into one overflow series. */
const MAX_CHANNELS = 100;

/** Records business figures that the application reports, or that a port reads from its repositories. */
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
    const metrics = toMetrics(backend);
    this.#metrics = metrics;
    this.#options = options;
    const { naming } = options;
    this.#channels = new NamedGauges(
      metrics,
      selectNames(naming, { name: 'bot.channels', unit: '{channel}' }, 'channels_total'),
      'Channels.',
    );
    this.#users = new NamedGauges(
      metrics,
      selectNames(naming, { name: 'bot.users', unit: '{user}' }, 'users_total'),
      'Users.',
    );
    this.#scheduledPosts = new NamedGauges(
      metrics,
      selectNames(naming, { name: 'bot.posts.scheduled', unit: '{post}' }, 'posts_scheduled'),
      'Posts scheduled for later.',
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
          limit: MAX_CHANNELS,
        });
        return ({ channel_id = '' }) => posts.add(1, { channel_id });
      },
    });
    this.#postViews = forNamings(naming, {
      semantic: () => metrics.counter('bot.post_views.updated', { description: 'Post views updated.', unit: '{view}' }),
      classic: () => metrics.counter('post_views_updated_total', { description: 'Post views updated.' }),
    });
  }

  /** Records figures that were counted elsewhere. Never throws. */
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

  /** @param labels `status` (default `success`); with classic naming `channel_id`, for up to 100 channels */
  recordPostSent(labels: Labels = {}): void {
    try {
      for (const record of this.#postsSent) record(labels);
    } catch {
      this.#metrics.store.refuse('a post whose labels cannot be read');
    }
  }

  /** Adds to the number of updated post views. @param count 0 or more, @default 1 */
  recordPostViewsUpdate(count = 1): void {
    for (const counter of this.#postViews) counter.add(count);
  }

  /** Reads the port once and records the values. Rejects with the error of the port. */
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

  /**
   * Collects now and every `intervalSeconds`.
   * @throws BotMetricsError `invalid_configuration` for an interval that is not above 0
   */
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

  /** Stops polling. The last values stay. */
  stop(): void {
    this.#polling?.stop();
  }
}
