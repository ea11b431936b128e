import { Metrics, SystemMetricsService } from '@bot-metrics/core';
import { expect, test } from 'vitest';
import { StubMetricsBackend } from '../src/stub-metrics-backend.ts';
import { StubSystemMetrics } from '../src/stub-system-metrics.ts';

test('answers the figures that the test set last', async () => {
  const system = new StubSystemMetrics({ cpuPercent: 90 });
  system.diskPercent = 95;
  expect(await system.getCpuUsage()).toBe(90);
  expect(await system.getDiskUsage('/data')).toBe(95);
  expect(await system.getMemoryUsage()).toBe(50);
  expect(await system.isAvailable()).toBe(true);
});
