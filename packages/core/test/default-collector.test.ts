import { expect, test } from 'vitest';
import { defaultCollector, setDefaultCollector } from '../src/default-collector.ts';
import { MetricsCollectorService } from '../src/services/metrics-collector-service.ts';
import { RecordedCalls } from './recorded-calls.ts';

test('there is no default collector until one is set, and none after it is taken back', () => {
  expect(defaultCollector()).toBeUndefined();
  const collector = new MetricsCollectorService(new RecordedCalls());
  setDefaultCollector(collector);
  expect(defaultCollector()).toBe(collector);
  setDefaultCollector(undefined);
  expect(defaultCollector()).toBeUndefined();
});
