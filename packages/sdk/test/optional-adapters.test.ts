import { startDatadogIntake } from '@bot-metrics/testing';
import { expect, test, vi } from 'vitest';
import { createBotMetrics } from '../src/create-bot-metrics.ts';

const loaded = vi.hoisted((): string[] => []);
vi.mock('@bot-metrics/datadog', (original) => {
  loaded.push('datadog');
  return original();
});

test('an adapter is loaded once it is configured, and not before', async () => {
  const intake = await startDatadogIntake();
  const without = await createBotMetrics({ backends: { memory: { type: 'stub' } } });
  await without.shutdown(1);
  expect(loaded).toEqual([]);

  const { endpoint, apiKey } = intake;
  const metrics = await createBotMetrics({
    service: { name: 'shop', version: '1.2.3', environment: 'test' },
    backends: { dd: { type: 'datadog', endpoint, apiKey, host: '', tags: ['team:shop'], interval: '30s' } },
    ownMetrics: false,
  });
  metrics.counter('posts').add(2);
  await metrics.shutdown(1);
  expect(loaded).toEqual(['datadog']);
  expect(intake.value('posts', ['service:shop', 'env:test', 'version:1.2.3', 'team:shop'])).toBe(2);
  expect(intake.series('posts')[0]).toMatchObject({ interval: 30 });
  await intake.close();
});
