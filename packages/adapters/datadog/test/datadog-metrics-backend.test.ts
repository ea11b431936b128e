import { HealthCheckService, MetricsCollectorService, MultiMetricsBackend } from '@bot-metrics/core';
import { startUdpCapture } from '@bot-metrics/testing';
import { expect, test } from 'vitest';
import { DatadogMetricsBackend } from '../src/datadog-metrics-backend.ts';

test('with an `agent`, metrics are sent by DogStatsD with the tags of unified service tagging', async () => {
  const agent = await startUdpCapture();
  const backend = new DatadogMetricsBackend({
    agent: { host: '127.0.0.1', port: agent.port },
    service: 'shop',
    env: 'test',
    tags: ['team:shop'],
    health: true,
  });
  expect(backend).toMatchObject({ name: 'datadog', features: { delivery: 'sent' } });
  const fanOut = new MultiMetricsBackend([backend]);
  await fanOut.start();
  const { metrics } = new MetricsCollectorService(fanOut);
  metrics.counter('posts', { labels: ['kind', 'team'] }).add(2, { kind: 'photo', team: 'ops' });
  metrics.histogram('sizes').record(3);
  new HealthCheckService(fanOut).update({ checkName: 'database', isHealthy: true });
  await fanOut.flush(1);
  await agent.settled();

  const tags = 'service:shop,env:test';
  expect(agent.lines).toContain(`posts:2|c|#${tags},kind:photo,team:ops`);
  expect(agent.lines).toContain(`sizes:3|d|#${tags},team:shop`);
  expect(agent.lines).toContain(`_sc|bot.health.check.status|0|#${tags},team:shop,check.name:database`);
  expect(fanOut.accounts().datadog).toMatchObject({ offered: 4, delivered: 4, pending: 0 });
  await fanOut.shutdown(1);
  await agent.close();
});

test('`agent: true` means an Agent on this machine', async () => {
  const backend = new DatadogMetricsBackend({ agent: true, name: 'dd' });
  expect(backend.name).toBe('dd');
  backend.recordCounter('hits', 1);
  backend.setGauge('depth', 2);
  expect(await backend.getMetricsOutput()).toBe('hits:1|c\ndepth:2|g\n');
  expect(backend.getContentType()).toBe('text/plain; charset=utf-8');
});
