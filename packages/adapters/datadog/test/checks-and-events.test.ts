import { HealthCheckService } from '@bot-metrics/core';
import { CollectedDiagnostics, type DatadogIntake, FakeClock, startDatadogIntake } from '@bot-metrics/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DatadogMetricsBackend } from '../src/datadog-metrics-backend.ts';
import type { DatadogMetricsBackendOptions } from '../src/options.ts';

let intake: DatadogIntake;
let clock: FakeClock;
let diagnostics: CollectedDiagnostics;

beforeEach(async () => {
  intake = await startDatadogIntake();
  clock = new FakeClock();
  diagnostics = new CollectedDiagnostics();
  intake.useClock(clock);
});
afterEach(() => intake.close());

function backendWith(options: DatadogMetricsBackendOptions = {}): DatadogMetricsBackend {
  const { endpoint, apiKey } = intake;
  const tagged = { host: 'bot-1', service: 'shop', version: '1.2.3' };
  return new DatadogMetricsBackend({ endpoint, apiKey, clock, diagnostics, ...tagged, ...options });
}

async function checked(backend: DatadogMetricsBackend, isHealthy: boolean): Promise<void> {
  new HealthCheckService(backend).update({ checkName: 'database', isHealthy });
  await backend.flush();
  await clock.advance(10);
}

test('a result of a health check is also sent as a service check, after the check has run', async () => {
  const backend = backendWith();
  for (const isHealthy of [true, false]) await checked(backend, isHealthy);
  backend.recordCounter('hits');
  await backend.flush();
  const tags = ['service:shop', 'version:1.2.3', 'check.name:database'];
  const check = { check: 'bot.health.check.status', host: 'bot-1', tags };
  expect(intake.checks).toEqual([
    { ...check, status: 0, timestamp: 1_700_000_000 },
    { ...check, status: 2, timestamp: 1_700_000_010 },
  ]);
  await backend.shutdown();
});

test('without `health` there is no service check', async () => {
  const backend = backendWith({ health: false });
  await checked(backend, true);
  expect(intake.checks).toEqual([]);
  await backend.shutdown();
});

test('with `deploys` the start is sent as one event, once metrics are accepted', async () => {
  const backend = backendWith({ deploys: true, env: 'test' });
  await intake.down();
  await backend.flush().catch(() => {});
  backend.recordCounter('hits');
  await expect(backend.flush()).rejects.toThrow();
  await intake.up();
  for (let i = 0; i < 2; i++) {
    backend.recordCounter('hits');
    await backend.flush();
  }
  expect(intake.events).toEqual([
    {
      title: 'shop 1.2.3 started',
      text: 'shop 1.2.3 started on bot-1 in test',
      tags: ['service:shop', 'env:test', 'version:1.2.3'],
      aggregationKey: 'deploy shop 1.2.3 test',
    },
  ]);
  await backend.shutdown();
});

test('without `deploys` there is no event', async () => {
  const backend = backendWith();
  backend.recordCounter('hits');
  await backend.flush();
  expect(intake.events).toEqual([]);
  await backend.shutdown();
});

test('a permanently rejected event is not sent again, and costs no metric', async () => {
  intake.refuse('events', 400);
  const backend = backendWith({ deploys: true });
  for (let i = 0; i < 3; i++) {
    backend.recordCounter('hits');
    await backend.flush();
  }
  expect(intake.value('hits', ['service:shop', 'version:1.2.3'])).toBe(3);
  expect(intake.requests.filter(({ kind }) => kind === 'events')).toHaveLength(1);
  expect(diagnostics.codes()).toEqual(['announcement_failed']);
  expect(diagnostics.events[0]?.message).toMatch(
    /no export of an event to http:.*: Datadog answered 400.*Metrics are not affected/,
  );
  await backend.shutdown();
});

test('an event for a busy receiver is sent again, and its pause does not affect metrics', async () => {
  intake.refuse('events', 503);
  const backend = backendWith({ deploys: true });
  backend.recordCounter('hits');
  await backend.flush();
  intake.recover();
  backend.recordCounter('hits');
  await backend.flush();
  expect(intake.events).toHaveLength(1);
  expect(diagnostics.codes()).toEqual(['announcement_failed', 'announcement_recovered']);
  await backend.shutdown();
});

test('rejected service checks cost no metric and are reported once', async () => {
  intake.refuse('checks', 403);
  const backend = backendWith();
  for (const isHealthy of [true, false]) await checked(backend, isHealthy);
  intake.recover();
  await checked(backend, true);
  expect(intake.checks.map(({ status }) => status)).toEqual([0]);
  expect(backend.account()).toMatchObject({ pending: 0, dropped: {} });
  expect(diagnostics.codes()).toEqual(['announcement_failed', 'announcement_recovered']);
  await backend.shutdown();
});
