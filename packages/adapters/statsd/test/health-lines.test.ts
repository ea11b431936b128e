import { HealthCheckService } from '@bot-metrics/core';
import { CollectedDiagnostics, startTcpCapture } from '@bot-metrics/testing';
import { expect, test } from 'vitest';
import { StatsdMetricsBackend } from '../src/statsd-metrics-backend.ts';

const diagnostics = new CollectedDiagnostics();

function filterHealth(lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith('_'));
}

test('a health check is sent as a service check, and a changed result also as an event', async () => {
  const daemon = await startTcpCapture();
  const { port } = daemon;
  const backend = new StatsdMetricsBackend({ port, protocol: 'tcp', dialect: 'dogstatsd', health: true, diagnostics });
  const health = new HealthCheckService(backend);
  for (const isHealthy of [true, false, false, true]) {
    health.update({ checkName: 'da|ta,base', isHealthy });
    await backend.flush();
  }
  await backend.shutdown();
  await daemon.settled();
  const tags = '#check.name:da__7Cta__2Cbase';
  expect(filterHealth(daemon.lines)).toEqual([
    `_sc|bot.health.check.status|0|${tags}`,
    `_sc|bot.health.check.status|2|${tags}`,
    `_e{18,23}:Health check fails|bot.health.check.status|t:error|${tags}`,
    `_sc|bot.health.check.status|2|${tags}`,
    `_sc|bot.health.check.status|0|${tags}`,
    `_e{25,23}:Health check passes again|bot.health.check.status|t:success|${tags}`,
  ]);
  await daemon.close();
});

test('an event that was not delivered is sent with the next export', async () => {
  const daemon = await startTcpCapture();
  await daemon.down();
  const { port } = daemon;
  const backend = new StatsdMetricsBackend({ port, protocol: 'tcp', dialect: 'dogstatsd', health: true, diagnostics });
  new HealthCheckService(backend).update({ checkName: 'database', isHealthy: false });
  await expect(backend.flush()).rejects.toThrow();
  await backend.getMetricsOutput();
  await daemon.up();
  await backend.shutdown();
  await daemon.settled();
  expect(filterHealth(daemon.lines)).toEqual([
    '_sc|bot.health.check.status|2|#check.name:database',
    '_e{18,23}:Health check fails|bot.health.check.status|t:error|#check.name:database',
  ]);
  await daemon.close();
});
