import { hostname } from 'node:os';
import { CollectedDiagnostics, FakeClock, startOtlpReceiver } from '@bot-metrics/testing';
import { hostDetector, processDetector } from '@opentelemetry/resources';
import { expect, onTestFinished, test } from 'vitest';
import type { BotMetricsConfig } from '../src/config/config.ts';
import { createBotMetrics } from '../src/create-bot-metrics.ts';
import type { BotMetricsOptions } from '../src/options.ts';
import { detectResource } from '../src/resource.ts';

/** Returns the resource that a receiver gets. */
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

test('without any settings, the resource has a name and an instance id', async () => {
  expect(await received({}, { env: {} })).toEqual({
    'service.name': 'unknown_service:node',
    'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test('the configuration overrides OTEL_SERVICE_NAME, this OTEL_RESOURCE_ATTRIBUTES, and these the detectors', async () => {
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

test('in Kubernetes, the pod is the instance id', async () => {
  expect(await received({}, { env: { POD_NAME: 'bot-0' } })).toMatchObject({
    'service.instance.id': `bot-0-${process.pid}`,
  });
});

test('the detectors of OpenTelemetry can be used directly', async () => {
  const resourceDetectors = [hostDetector, processDetector];
  const attributes = await received({}, { env: {}, resourceDetectors });
  expect(attributes).toMatchObject({ 'host.name': hostname(), 'process.pid': process.pid });
  expect(attributes).not.toHaveProperty('process.command_args');
});

test('values and promises of values are taken, and a later detector overrides an earlier one', async () => {
  const diagnostics = new CollectedDiagnostics();
  const clock = new FakeClock();
  const detectors = [
    detector({ 'host.name': 'box', 'host.id': Promise.resolve('1'), 'host.cores': 4 }),
    detector({ 'host.id': '2', 'process.command_args': ['a', 'b'], 'cloud.region': undefined }),
    { detect: () => ({}) },
  ];
  expect(await detectResource(detectors, diagnostics, clock)).toEqual({
    'host.name': 'box',
    'host.id': '2',
    'host.cores': 4,
  });
  expect(diagnostics.events).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('an attribute that fails or hangs is left out and reported, and the others are returned after 2 s', async () => {
  const diagnostics = new CollectedDiagnostics();
  const clock = new FakeClock();
  const hanging = new Promise(() => {});
  const detectors = [
    detector({ 'cloud.region': hanging, 'host.name': 'box', 'cloud.account': Promise.reject(new Error('403')) }),
    {
      detect: () => {
        throw new Error('no /proc');
      },
    },
  ];
  const detecting = detectResource(detectors, diagnostics, clock);
  await clock.advance(2);
  expect(await detecting).toEqual({ 'host.name': 'box' });
  const remedy = 'set the attribute in "resource", or remove the detector';
  expect(diagnostics.events.map(({ message }) => message)).toEqual([
    `resourceDetectors: a detector failed: no /proc; ${remedy}`,
    `resourceDetectors: cloud.region was not detected: no result within 2 s; ${remedy}`,
    `resourceDetectors: cloud.account was not detected: 403; ${remedy}`,
  ]);
});
