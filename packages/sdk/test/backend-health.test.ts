import { startOtlpReceiver } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createInstance } from './create-instance.ts';
import { unusedPort } from './ports.ts';

test('a backend that delivers is healthy', async () => {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.close());
  const metrics = await createInstance({ backends: { cloud: { type: 'otlp', endpoint: receiver.endpoint } } });
  await metrics.flush(5);
  expect(await metrics.health.run()).toMatchObject({ status: 'pass', checks: { backends: { isHealthy: true } } });
});

test('a backend that cannot deliver degrades readiness with its reason until it is removed', async () => {
  const port = await unusedPort();
  const metrics = await createInstance({
    backends: { cloud: { type: 'otlp', endpoint: `http://127.0.0.1:${port}`, timeout: '200ms' } },
  });
  await metrics.flush(5);
  const report = await metrics.health.run();
  expect(report.status).toBe('warn');
  expect(report.checks.backends?.message).toMatch(/^.*backend "cloud": no export to .* \(last success: never\)$/);
  expect((await metrics.health.run('liveness')).status).toBe('pass');

  await metrics.reconfigure({ backends: {} });
  expect((await metrics.health.run()).status).toBe('pass');
});

test('the reason of a refusal and the option to correct are part of the health report, without the token', async () => {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.close());
  const token = 'glc_eyJvIjoiMTIzNDU2In0';
  receiver.respondWith({
    status: 401,
    headers: { 'content-type': 'application/json' },
    body: `{"message":"invalid scope of ${token}"}`,
  });
  const metrics = await createInstance({
    backends: {
      cloud: { type: 'otlp', preset: 'grafana-cloud', endpoint: receiver.endpoint, instanceId: 1, token: `${token}\n` },
    },
  });
  metrics.counter('orders').add();
  await metrics.flush(5);
  const { message } = (await metrics.health.run()).checks.backends ?? {};
  expect(message).toContain('answered 401 (invalid scope of ***); correct "instanceId" or "token"');
});
