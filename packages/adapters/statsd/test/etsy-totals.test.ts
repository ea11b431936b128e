import { setImmediate } from 'node:timers/promises';
import { Metrics, MultiMetricsBackend } from '@bot-metrics/core';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StatsdMetricsBackend } from '../src/statsd-metrics-backend.ts';
import { unexplained } from './balance.ts';
import { type EtsyStatsd, startEtsyStatsd } from './etsy/etsy-statsd.ts';

let daemon: EtsyStatsd;
beforeAll(async () => {
  daemon = await startEtsyStatsd();
}, 20_000);
afterAll(() => daemon.close());

for (const protocol of ['udp', 'tcp'] as const) {
  test(`etsy's daemon receives exact totals over ${protocol}`, async () => {
    const backend = new StatsdMetricsBackend({
      port: daemon.port,
      protocol,
      prefix: `${protocol}.`,
      maxPacketBytes: 512,
    });
    const metrics = new Metrics(backend);
    const posts = metrics.counter('posts.sent', { labels: ['kind', 'shop'] });
    const render = metrics.histogram('render.duration', { unit: 's', labels: ['page'] });
    const active = metrics.upDownCounter('active');
    for (let round = 1; round <= 3; round++) {
      for (let i = 0; i < 100; i++) posts.add(0.5, { kind: `kind ${i}`, shop: 'a/b' });
      for (let i = 0; i < 1000; i++) render.record((i % 20) / 10, { page: 'start' });
      active.add(-3);
      metrics.gauge('temperature').set(round === 2 ? -40.25 : round);
      await backend.flush();
    }
    active.add(-1);
    metrics.gauge('temperature').set(-7);
    await backend.flush();
    const key = (name: string) => `${protocol}.${name}`;
    await daemon.until(() => daemon.gauges.get(key('temperature')) === -7 && daemon.gauges.get(key('active')) === -10);

    for (let i = 0; i < 100; i++) {
      expect(daemon.counters.get(key(`posts.sent;kind=kind__20${i};shop=a__2Fb`))).toBe(1.5);
    }
    const timing = daemon.timings.get(key('render.duration;page=start'));
    expect(timing?.count).toBe(3000);
    expect(Math.max(...(timing?.values ?? []))).toBeLessThanOrEqual(1900);
    expect(daemon.badLines).toBe(0);
    expect(backend.account()).toMatchObject({ offered: 3308, delivered: 3308, pending: 0, dropped: {} });
    await backend.shutdown();
  });
}

for (const protocol of ['udp', 'tcp'] as const) {
  test(`etsy's daemon counts 100,000 increments over ${protocol}, whenever they are sent`, async () => {
    const backend = new StatsdMetricsBackend({ port: daemon.port, protocol, prefix: `many.${protocol}.` });
    const hits = new Metrics(backend).counter('hits', { labels: ['route'] });
    for (let i = 1; i <= 100_000; i++) {
      hits.add(1, { route: `r${i % 10}` });
      if (i % 12_345 === 0) await backend.flush();
    }
    await backend.flush();
    const counted = () =>
      Array.from({ length: 10 }, (_, i) => daemon.counters.get(`many.${protocol}.hits;route=r${i}`) ?? 0);
    await daemon.until(() => counted().reduce((a, b) => a + b) >= 100_000);
    expect(counted()).toEqual(Array.from({ length: 10 }, () => 10_000));
    expect(daemon.badLines).toBe(0);
    expect(backend.account()).toMatchObject({ offered: 100_000, delivered: 100_000, pending: 0, dropped: {} });
    await backend.shutdown();
  });
}

for (const protocol of ['udp', 'tcp'] as const) {
  test(`etsy's daemon receives every single record over ${protocol}`, async () => {
    const prefix = `single.${protocol}.`;
    const fanOut = new MultiMetricsBackend([
      new StatsdMetricsBackend({ port: daemon.port, protocol, prefix, aggregate: false }),
    ]);
    const metrics = new Metrics(fanOut);
    const hits = metrics.counter('hits');
    const render = metrics.histogram('render', { unit: 's' });
    for (let i = 1; i <= 5000; i++) {
      hits.add(1);
      render.record(i / 1000);
      if (i % 100 === 0) await fanOut.flush();
    }
    metrics.gauge('temperature').set(-7.5);
    await fanOut.shutdown();
    await daemon.until(() => daemon.gauges.get(`${prefix}temperature`) === -7.5);
    expect(daemon.counters.get(`${prefix}hits`)).toBe(5000);
    const values = daemon.timings.get(`${prefix}render`)?.values ?? [];
    expect([...values].sort((a, b) => a - b)).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1));
    expect(daemon.badLines).toBe(0);
    expect(fanOut.accounts().statsd).toMatchObject({ offered: 10_001, delivered: 10_001, pending: 0, dropped: {} });
  });
}

test("etsy's daemon, restarted, receives every record once over tcp, with one log line for the outage and one for its end", async () => {
  const first = await startEtsyStatsd();
  const diagnostics = new CollectedDiagnostics();
  const backend = new StatsdMetricsBackend({ protocol: 'tcp', port: first.port, diagnostics });
  const hits = new Metrics(backend).counter('hits', { labels: ['route'] });
  const record = () => {
    for (let i = 0; i < 10_000; i++) hits.add(1, { route: `r${i % 10}` });
    expect(unexplained(backend.account())).toBe(0);
  };
  const hitsAt = (daemon: EtsyStatsd) =>
    Array.from({ length: 10 }, (_, i) => daemon.counters.get(`hits;route=r${i}`) ?? 0).reduce((a, b) => a + b);
  record();
  await backend.flush();
  await first.until(() => hitsAt(first) === 10_000);
  await first.close();
  for (let turn = 0; turn < 5; turn++) await setImmediate();
  for (let round = 0; round < 10; round++) {
    record();
    await expect(backend.flush()).rejects.toThrow('ECONNREFUSED');
  }
  expect(backend.account()).toMatchObject({ offered: 110_000, delivered: 10_000, pending: 100_000, dropped: {} });
  const second = await startEtsyStatsd(first.port);
  record();
  await backend.flush();
  await second.until(() => hitsAt(second) === 110_000);
  expect(backend.account()).toEqual({ offered: 120_000, delivered: 120_000, pending: 0, dropped: {}, ambiguous: 0 });
  expect(diagnostics.codes()).toEqual(['export_failed', 'export_recovered']);
  await backend.shutdown();
  await second.close();
});
