import { Metrics, SystemMetricsService } from '@bot-metrics/core';
import { expect, test } from 'vitest';
import { StubMetricsBackend } from '../src/stub-metrics-backend.ts';
import { StubSystemMetrics } from '../src/stub-system-metrics.ts';

test('returns the figures that the test set last', async () => {
  const system = new StubSystemMetrics({ cpuPercent: 90 });
  system.diskPercent = 95;
  expect(await system.getCpuUsage()).toBe(90);
  expect(await system.getDiskUsage('/data')).toBe(95);
  expect(await system.getMemoryUsage()).toBe(50);
  expect(await system.isAvailable()).toBe(true);
});

test('omits the metrics of a host that cannot be read', async () => {
  const stub = new StubMetricsBackend();
  const system = new StubSystemMetrics({ memoryPercent: 25, available: false });
  const service = new SystemMetricsService(new Metrics(stub), system);
  expect(await service.collect()).toBeUndefined();
  expect(stub.records).toEqual([]);
  system.available = true;
  await service.collect();
  expect(stub.value('system.memory.utilization')).toBe(0.25);
});
