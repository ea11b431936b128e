import { expect, test } from 'vitest';
import { MetricsCollectorService } from '../../src/services/collector/metrics-collector-service.ts';
import { defaultCollector, setDefaultCollector } from '../../src/timer/default-collector.ts';
import { RecordedCalls } from '../recorded-calls.ts';

test('there is no default collector until one is set, and none after it is taken back', () => {
  expect(defaultCollector()).toBeUndefined();
  const collector = new MetricsCollectorService(new RecordedCalls());
  setDefaultCollector(collector);
  expect(defaultCollector()).toBe(collector);
  setDefaultCollector(undefined);
  expect(defaultCollector()).toBeUndefined();
});
