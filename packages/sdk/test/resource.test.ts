import { hostname } from 'node:os';
import { CollectedDiagnostics, startOtlpReceiver } from '@bot-metrics/testing';
import { hostDetector, processDetector } from '@opentelemetry/resources';
import { expect, onTestFinished, test } from 'vitest';
import type { BotMetricsConfig } from '../src/config/config.ts';
import { createBotMetrics } from '../src/create-bot-metrics.ts';
import type { BotMetricsOptions } from '../src/options.ts';

/** The resource that a receiver is told of. */
async function received(config: Omit<BotMetricsConfig, 'backends'>, options: BotMetricsOptions): Promise<unknown> {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.close());
  const diagnostics = new CollectedDiagnostics();
  const backends = { otlp: { type: 'otlp', endpoint: receiver.endpoint } } as const;
  const metrics = await createBotMetrics({ ...config, backends }, { diagnostics, configFile: false, ...options });
  metrics.counter('orders').add(1);
  await metrics.shutdown(5);
  return receiver.exports[0]?.request.resourceMetrics[0]?.resource.attributes;
}

const detector = (attributes: Record<string, unknown>) => ({ detect: () => ({ attributes }) });

test('without anything there are a name and an instance', async () => {
  expect(await received({}, { env: {} })).toEqual({
    'service.name': 'unknown_service:node',
    'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test('the configuration goes before OTEL_SERVICE_NAME, this before OTEL_RESOURCE_ATTRIBUTES, these before detectors', async () => {
  const OTEL_RESOURCE_ATTRIBUTES =
    'service.name=of-attributes,service.version=1,service.namespace=n,deployment.environment.name=env,team=a%2Cb';
  const detected = {
    'service.name': 'detected',
    'service.version': 'detected',
    'service.instance.id': Promise.resolve('detected'),
    'host.name': 'box',
  };
  const env = { OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME: 'of-name', POD_NAME: 'bot-0' };
  const options = { env, resourceDetectors: [detector(detected)] };
  const expected = {
    'service.name': 'of-name',
    'service.version': '1',
    'service.namespace': 'n',
    'service.instance.id': 'detected',
    'deployment.environment.name': 'configured',
    team: 'a,b',
    'host.name': 'box',
  };
  expect(await received({ service: { environment: 'configured' } }, options)).toEqual(expected);
  expect(await received({ service: { name: 'mine' }, resource: { 'host.name': 'own' } }, options)).toMatchObject({
    'service.name': 'mine',
    'host.name': 'own',
  });
});

test('a pod gives the instance its name', async () => {
  expect(await received({}, { env: { POD_NAME: 'bot-0' } })).toMatchObject({ 'service.instance.id': 'bot-0' });
});

test("OpenTelemetry's own detectors are taken as they are", async () => {
  const resourceDetectors = [hostDetector, processDetector];
  const attributes = await received({}, { env: {}, resourceDetectors });
  expect(attributes).toMatchObject({ 'host.name': hostname(), 'process.pid': process.pid });
  expect(attributes).not.toHaveProperty('process.command_args');
});
