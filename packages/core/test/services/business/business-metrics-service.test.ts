import { expect, test } from 'vitest';
import { Metrics } from '../../../src/metrics.ts';
import { BusinessMetricsService } from '../../../src/services/business/business-metrics-service.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import { FakeClock } from '../../fake-clock.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { RecordedCalls } from '../../recorded-calls.ts';
import { seriesOf } from '../../series-of.ts';

const port = {
  countChannels: async () => 3,
  countUsers: async () => 400,
  countScheduledPosts: async () => 5,
};

test('reported counts are gauges under each chosen name', () => {
  const mock = new RecordedCalls();
  new BusinessMetricsService(mock, { naming: 'both' }).update({
    channelsCount: 1,
    usersCount: 2,
    scheduledPostsCount: 3,
  });
  expect(mock.calls).toEqual([
    ['setGauge', 'bot.channels', 1, {}],
    ['setGauge', 'channels_total', 1, {}],
    ['setGauge', 'bot.users', 2, {}],
    ['setGauge', 'users_total', 2, {}],
    ['setGauge', 'bot.posts.scheduled', 3, {}],
    ['setGauge', 'posts_scheduled', 3, {}],
  ]);
});

test('posts and views are counted, posts by status or by channel', () => {
  const mock = new RecordedCalls();
  const service = new BusinessMetricsService(mock, { naming: 'both' });
  service.recordPostSent();
  service.recordPostSent({ status: 'error', channel_id: 42, chat: 'left out' });
  service.recordPostViewsUpdate();
  service.recordPostViewsUpdate(250);
  expect(mock.calls).toEqual([
    ['recordCounter', 'bot.posts.sent', 1, { status: 'success' }],
    ['recordCounter', 'posts_sent_total', 1, {}],
    ['recordCounter', 'bot.posts.sent', 1, { status: 'error' }],
    ['recordCounter', 'posts_sent_total', 1, { channel_id: 42 }],
    ['recordCounter', 'bot.post_views.updated', 1, {}],
    ['recordCounter', 'post_views_updated_total', 1, {}],
    ['recordCounter', 'bot.post_views.updated', 250, {}],
    ['recordCounter', 'post_views_updated_total', 250, {}],
  ]);
});

test('a hundred channels have series, further ones fold into one', () => {
  const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  const service = new BusinessMetricsService(store, { naming: 'classic' });
  for (let id = 0; id < 150; id++) service.recordPostSent({ channel_id: id });
  const series = seriesOf(store, 'posts_sent_total');
  expect(Object.keys(series)).toHaveLength(101);
  expect(series['otel.metric.overflow=true']).toBe(50);
});

test('collecting reads the port, records the values and returns them', async () => {
  const mock = new RecordedCalls();
  const service = new BusinessMetricsService(mock);
  expect(await service.collect(port)).toEqual({ channelsCount: 3, usersCount: 400, scheduledPostsCount: 5 });
  expect(mock.calls.map(([, name, value]) => [name, value])).toEqual([
    ['bot.channels', 3],
    ['bot.users', 400],
    ['bot.posts.scheduled', 5],
  ]);
});

test('collecting rejects with what the port rejects with, and records nothing', async () => {
  const mock = new RecordedCalls();
  const broken = { ...port, countUsers: () => Promise.reject(new Error('no database')) };
  await expect(new BusinessMetricsService(mock).collect(broken)).rejects.toThrow('no database');
  expect(mock.calls).toEqual([]);
});

test('while a polled port fails its series are absent', async () => {
  const clock = new FakeClock();
  const diagnostics = new KeptDiagnostics();
  const store = new MetricStore({ clock, diagnostics });
  const service = new BusinessMetricsService(new Metrics(store), { scheduler: clock });
  let failing = false;
  const countUsers = (): Promise<number> => (failing ? Promise.reject(new Error('no')) : port.countUsers());
  service.start({ ...port, countUsers }, 60);
  await clock.advance(1);
  expect(seriesOf(store, 'bot.channels')).toEqual({ '': 3 });
  failing = true;
  await clock.advance(120);
  expect([seriesOf(store, 'bot.channels'), seriesOf(store, 'bot.users')]).toEqual([{}, {}]);
  failing = false;
  await clock.advance(60);
  expect(seriesOf(store, 'bot.users')).toEqual({ '': 400 });
  expect(diagnostics.codes).toEqual(['polling_failed', 'polling_recovered']);
  service.stop();
  expect(clock.pending).toBe(0);
});

test('labels and models that cannot be read are dropped and throw nothing', () => {
  const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  const service = new BusinessMetricsService(store);
  service.recordPostSent(null as never);
  expect(store.dropped.toObject()).toEqual({ invalid: 1 });
  service.update(null as never);
  expect(store.dropped.toObject()).toEqual({ invalid: 2 });
});

test('counts that are no numbers are dropped and throw nothing', () => {
  const store = new MetricStore({ diagnostics: new KeptDiagnostics() });
  const service = new BusinessMetricsService(store);
  service.update({ channelsCount: 5n as never, usersCount: Symbol('users') as never, scheduledPostsCount: 3 });
  expect(seriesOf(store, 'bot.posts.scheduled')).toEqual({ '': 3 });
  expect(store.dropped.toObject()).toEqual({ invalid: 2 });
});
