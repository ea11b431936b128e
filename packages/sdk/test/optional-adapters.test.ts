import { startCloudWatchReceiver, startDatadogIntake } from '@bot-metrics/testing';
import { expect, test, vi } from 'vitest';
import { createBotMetrics } from '../src/create-bot-metrics.ts';

const loaded = vi.hoisted((): string[] => []);
vi.mock('@bot-metrics/datadog', (original) => {
  loaded.push('datadog');
  return original();
});

vi.mock('@bot-metrics/cloudwatch', (original) => {
  loaded.push('cloudwatch');
  return original();
});

test('an adapter is loaded only when it is configured', async () => {
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

test('CloudWatch is configured like other backends and uses the environment of the AWS SDK', async () => {
  const receiver = await startCloudWatchReceiver();
  vi.stubEnv('AWS_ACCESS_KEY_ID', receiver.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', receiver.credentials.secretAccessKey);
  loaded.length = 0;
  const dimensions = [{ metric: 'posts', labels: ['kind'] }];
  const { endpoint } = receiver;
  const metrics = await createBotMetrics({
    backends: { aws: { type: 'cloudwatch', namespace: 'shop', region: 'eu-west-1', endpoint, dimensions } },
    ownMetrics: false,
  });
  const posts = metrics.counter('posts', { labels: ['kind', 'channel'] });
  for (const channel of ['a', 'b']) posts.add(1, { kind: 'photo', channel });
  await metrics.shutdown(5);
  vi.unstubAllEnvs();

  expect(loaded).toEqual(['cloudwatch']);
  expect(receiver.series('posts')).toMatchObject([{ namespace: 'shop', dimensions: { kind: 'photo' }, sum: 2 }]);
  await receiver.close();
});
