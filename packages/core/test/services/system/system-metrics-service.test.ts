import { beforeEach, expect, test } from 'vitest';
import { SystemMetricsService } from '../../../src/services/system/system-metrics-service.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import { FakeClock } from '../../fake-clock.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { seriesOf } from '../../series-of.ts';

const names = ['system.memory.utilization', 'system.cpu.utilization', 'system.filesystem.utilization'];
const classicNames = ['system_memory_usage_percent', 'system_cpu_usage_percent', 'system_disk_usage_percent'];

let available: boolean;
let clock: FakeClock;
let diagnostics: KeptDiagnostics;
let store: MetricStore;
const port = {
  isAvailable: async () => available,
  getMemoryUsage: async () => 50,
  getCpuUsage: async () => 12.5,
  getDiskUsage: async () => 75,
};

beforeEach(() => {
  available = true;
  clock = new FakeClock();
  diagnostics = new KeptDiagnostics();
  store = new MetricStore({ clock, diagnostics });
});

test('the host is recorded as ratios under semantic names and in percent under classic ones', async () => {
  const service = new SystemMetricsService(store, port, { naming: 'both' });
  expect(await service.collect()).toEqual({ memoryPercent: 50, cpuPercent: 12.5, diskPercent: 75 });
  expect(names.map((name) => seriesOf(store, name)[''])).toEqual([0.5, 0.125, 0.75]);
  expect(classicNames.map((name) => seriesOf(store, name)[''])).toEqual([50, 12.5, 75]);
});

test('a host that cannot be read has no series, and that is no failure', async () => {
  const service = new SystemMetricsService(store, port, { scheduler: clock });
  service.start(10);
  await clock.advance(1);
  expect(seriesOf(store, names[0]!)).toEqual({ '': 0.5 });
  available = false;
  await clock.advance(10);
  expect(names.map((name) => seriesOf(store, name))).toEqual([{}, {}, {}]);
  expect(await service.collect()).toBeUndefined();
  expect(diagnostics.codes).toEqual([]);
  service.stop();
  expect(clock.pending).toBe(0);
});

test('a port that fails has no series, with one diagnostic', async () => {
  const service = new SystemMetricsService(
    store,
    { ...port, getDiskUsage: () => Promise.reject(new Error('no disk')) },
    { scheduler: clock },
  );
  await expect(service.collect()).rejects.toThrow('no disk');
  service.start(10);
  await clock.advance(50);
  expect(names.map((name) => seriesOf(store, name))).toEqual([{}, {}, {}]);
  expect(diagnostics.codes).toEqual(['polling_failed']);
});
