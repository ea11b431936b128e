import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startOtlpReceiver } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';
import { runChild } from './run-child.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function startService(more = ''): Promise<{
  receiver: Awaited<ReturnType<typeof startOtlpReceiver>>;
  child: ReturnType<typeof runChild>;
}> {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.close());
  const child = runChild(
    `import { createBotMetrics } from '@bot-metrics/sdk';
    const diagnostics = { report() {} };
    const metrics = await createBotMetrics({
      backends: { cloud: { type: 'otlp', endpoint: '${receiver.endpoint}' } },
      signals: true,
      diagnostics,
    });
    metrics.counter('posts.sent').add(3);
    setInterval(() => {}, 1000);
    ${more}
    console.log('ready');`,
    { cwd: temporaryFolder() },
  );
  onTestFinished(() => void child.process.kill('SIGKILL'));
  await child.printed('ready');
  return { receiver, child };
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} delivers pending records and then ends the process as if there were no listener`, async () => {
    const { receiver, child } = await startService();

    child.process.kill(signal);

    expect(await child.ended).toEqual({ code: null, signal, output: 'ready\n' });
    expect(receiver.value('posts.sent')).toBe(3);
  });
}

test('a listener of the service decides when the process ends', async () => {
  const { receiver, child } = await startService(`
    process.once('SIGTERM', () => console.log('asked to end'));
    const watch = setInterval(() => {
      if (process.listenerCount('SIGTERM') > 0) return;
      console.log('delivered');
      process.exit(7);
    }, 5);`);

  child.process.kill('SIGTERM');

  expect(await child.ended).toEqual({ code: 7, signal: null, output: 'ready\nasked to end\ndelivered\n' });
  expect(receiver.value('posts.sent')).toBe(3);
});

test('a second signal does not interrupt the shutdown, and two instances do not take each other for the listener of the application', async () => {
  const { child } = await startService(`
    const slow = {
      name: 'slow', recordCounter() {}, setGauge() {}, recordHistogram() {},
      getMetricsOutput: () => '', getContentType: () => 'text/plain',
      shutdown() {
        console.log('stopping');
        return new Promise((resolve) => process.stdin.once('data', () => resolve(console.log('stopped'))));
      },
    };
    await createBotMetrics({ backends: { slow } }, { signals: true, diagnostics });`);

  child.process.kill('SIGINT');
  await child.printed('stopping');
  child.process.kill('SIGINT');
  child.process.stdin?.write('go');

  expect(await child.ended).toEqual({ code: null, signal: 'SIGINT', output: 'ready\nstopping\nstopped\n' });
});

for (const temporality of ['cumulative', 'delta']) {
  test(`SIGHUP applies a changed file to a ${temporality} backend without losing or repeating a record`, async () => {
    const [former, next] = await Promise.all([startOtlpReceiver(), startOtlpReceiver()]);
    onTestFinished(async () => void (await Promise.all([former.close(), next.close()])));
    const cwd = temporaryFolder();
    const sendTo = (endpoint: string): void => {
      const cloud = { type: 'otlp', endpoint, temporality };
      writeFileSync(join(cwd, 'bot-metrics.config.json'), JSON.stringify({ backends: { cloud } }));
    };
    sendTo(former.endpoint);
    const child = runChild(
      `import { createBotMetrics } from '@bot-metrics/sdk';
      const metrics = await createBotMetrics({ service: { name: 'shop' } }, { signals: true });
      const sent = metrics.counter('posts.sent');
      let records = 0;
      let isOver = false;
      process.stdin.once('data', () => { isOver = true; });
      const record = () => {
        if (isOver) return metrics.shutdown().then(() => console.log(records, 'records'));
        sent.add(1);
        records += 1;
        setImmediate(record);
      };
      record();
      console.log('ready');`,
      { cwd },
    );
    onTestFinished(() => void child.process.kill('SIGKILL'));
    await child.printed('ready');

    sendTo(next.endpoint);
    child.process.kill('SIGHUP');
    await child.printed('the backends match the configuration');
    writeFileSync(join(cwd, 'bot-metrics.config.json'), '{"backends": 1}');
    child.process.kill('SIGHUP');
    await child.printed('SIGHUP: the backends were not changed: bot-metrics.config.json:1:14 backends: expected a map');
    child.process.stdin?.end('over');

    const records = Number(/(\d+) records/.exec((await child.ended).output)?.[1]);
    const stored = [former, next].map((receiver) => Number(receiver.value('posts.sent')));
    expect(temporality === 'delta' ? stored[0]! + stored[1]! : stored[1]).toBe(records);
    expect(next.series('posts.sent')[0]?.resource['service.name']).toBe('shop');
  });
}

test('without the option, no listener is added', async () => {
  const child = runChild(
    `import { createBotMetrics } from '@bot-metrics/sdk';
    await createBotMetrics({ backends: {} });
    console.log(process.listenerCount('SIGINT'), process.listenerCount('SIGTERM'));`,
    { cwd: temporaryFolder() },
  );

  expect((await child.ended).output).toContain('0 0\n');
});
