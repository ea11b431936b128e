import {
  BusinessMetricsService,
  HealthCheckService,
  Metrics,
  MetricsCollectorService,
  type Scheduler,
  SystemMetricsService,
} from '@bot-metrics/core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { collectSystemMetrics } from '../src/collect-system-metrics.ts';
import { usePrometheusService } from '../src/current-services.ts';
import { KeptWarnings } from './kept-warnings.ts';
import { RecordedCalls } from './recorded-calls.ts';

/** Keeps running intervals without ever calling them. */
class Intervals implements Scheduler {
  readonly seconds: number[] = [];

  every(seconds: number): () => void {
    this.seconds.push(seconds);
    return () => this.seconds.splice(this.seconds.indexOf(seconds), 1);
  }

  /** Runs the random initial delay immediately. */
  after(_seconds: number, task: () => void): () => void {
    const before = this.seconds.length;
    task();
    return () => this.seconds.splice(before);
  }
}

const host = {
  isAvailable: async () => true,
  getMemoryUsage: async () => 61.5,
  getCpuUsage: async () => 20,
  getDiskUsage: async () => 80,
};

/** Diagnostics that claim no earlier report, so that every task runs immediately. */
const unheard = { report() {} };

let warnings: KeptWarnings;
let mock: RecordedCalls;
let intervals: Intervals;
let release: () => void;
beforeAll(() => {
  warnings = new KeptWarnings();
});
beforeEach(() => {
  mock = new RecordedCalls();
  intervals = new Intervals();
  const metrics = new Metrics(mock);
  release = usePrometheusService({
    collector: new MetricsCollectorService(metrics),
    business: new BusinessMetricsService(metrics),
    health: new HealthCheckService(metrics),
    system: new SystemMetricsService(metrics, host, { naming: 'classic', scheduler: intervals, diagnostics: unheard }),
  });
});
afterEach(() => release());
afterAll(() => warnings.release());

test('reads the host at once and at every interval until stopped', async () => {
  const stop = collectSystemMetrics(30);
  await new Promise((resolve) => setImmediate(resolve));
  expect(mock.calls).toEqual([
    ['system_memory_usage_percent', 61.5, {}],
    ['system_cpu_usage_percent', 20, {}],
    ['system_disk_usage_percent', 80, {}],
  ]);
  expect(intervals.seconds).toEqual([30]);
  stop();
  expect(intervals.seconds).toEqual([]);
});

test('uses the new interval when called again', () => {
  collectSystemMetrics(30);
  collectSystemMetrics();
  expect(intervals.seconds).toEqual([15]);
});

test.each([Number.NaN, 0, -1, Infinity, 1e9, 'often', null, 7n, Symbol('x'), {}])(
  'uses 15 seconds for an invalid interval (case %#)',
  (garbage) => {
    expect(() => Reflect.apply(collectSystemMetrics, undefined, [garbage])).not.toThrow();
    expect(intervals.seconds).toEqual([15]);
  },
);

test('only warns once without a service that reads the host', async () => {
  release();
  collectSystemMetrics()();
  collectSystemMetrics()();
  const said = (await warnings.all()).filter(({ name }) => name === 'Warning');
  expect(said.map(({ code }) => code)).toEqual(['BOT_METRICS_LEGACY_NO_SYSTEM']);
});
