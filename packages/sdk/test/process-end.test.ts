import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { startOtlpReceiver } from '@bot-metrics/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Child, runChild } from './run-child.ts';
import { temporaryFolder } from './temporary-folder.ts';

interface Receiver {
  readonly endpoint: string;
  readonly received: () => unknown;
}

const receivers: Readonly<Record<'well' | 'refusing' | 'hanging', () => Promise<Receiver>>> = {
  async well() {
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.close());
    return { endpoint: receiver.endpoint, received: () => receiver.value('posts.sent') };
  },
  refusing: () => listen((socket) => socket.end('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n')),
  hanging: () => listen(() => {}),
};

/** A receiver that takes nothing. */
async function listen(onConnection: (socket: import('node:net').Socket) => void): Promise<Receiver> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => onConnection(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as import('node:net').AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, received: () => undefined };
}

/** Runs a script that records three posts and then does `end`, with a deadline of a second. */
function runScript(
  { endpoint }: Receiver,
  end: string,
  wrapper: readonly string[] = [],
  diagnostics = '{ report() {} }',
): Child {
  const child = runChild(
    `import { createBotMetrics } from '@bot-metrics/sdk';
    const metrics = await createBotMetrics({
      backends: { cloud: { type: 'otlp', endpoint: '${endpoint}' } },
      shutdownTimeout: 1,
      signals: true,
      diagnostics: ${diagnostics},
    });
    metrics.counter('posts.sent').add(3);
    const show = ({ cloud }) => console.log('ended', cloud.ok, JSON.stringify(cloud.account.dropped));
    ${end}`,
    { cwd: temporaryFolder(), wrapper },
  );
  onTestFinished(() => void child.process.kill('SIGKILL'));
  return child;
}

describe.each(['well', 'refusing', 'hanging'] as const)('with a receiver that is %s', (kind) => {
  const delivered = kind === 'well' ? 3 : undefined;
  const dropped = kind === 'well' ? '{}' : '{"shutdown":1}';

  test('a script that only waits for its shutdown lives until the shutdown has ended', async () => {
    const receiver = await receivers[kind]();
    const { ended } = runScript(
      receiver,
      `void (async () => {
        try { show(await metrics.shutdown()); } finally { console.log('finally'); }
      })();`,
    );
    const output = `ended ${kind === 'well'} ${dropped}\nfinally\n`;
    expect(await ended).toEqual({ code: 0, signal: null, output });
    expect(receiver.received()).toBe(delivered);
  });

  test('a script that only waits for a flush lives until the flush has ended', async () => {
    const receiver = await receivers[kind]();
    const { ended } = runScript(receiver, `show(await metrics.flush(1)); process.exit(3);`);
    expect(await ended).toEqual({ code: 3, signal: null, output: `ended ${kind === 'well'} {}\n` });
    expect(receiver.received()).toBe(delivered);
  });

  test('the end of a script that does not shut down flushes', async () => {
    const receiver = await receivers[kind]();
    const { ended } = runScript(receiver, `process.on('exit', (code) => console.log('exit', code));`);
    expect(await ended).toEqual({ code: 0, signal: null, output: 'exit 0\n' });
    expect(receiver.received()).toBe(delivered);
  });

  test('a signal ends the process within the deadline', async () => {
    const receiver = await receivers[kind]();
    const child = runScript(receiver, `setInterval(() => {}, 1000); console.log('ready');`);
    await child.printed('ready');
    child.process.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: null, signal: 'SIGTERM', output: 'ready\n' });
    expect(receiver.received()).toBe(delivered);
  });
});

test('records that are made while the end of a script is flushed are flushed as well', async () => {
  const receiver = await receivers.well();
  const { ended } = runScript(
    receiver,
    `process.once('beforeExit', () => setTimeout(() => metrics.counter('posts.sent').add(4), 50));`,
  );
  expect((await ended).code).toBe(0);
  expect(receiver.received()).toBe(7);
});

test('records that are made after the shutdown are reported when the process exits', async () => {
  const receiver = await receivers.well();
  const { ended } = runScript(
    receiver,
    `await metrics.shutdown();
    metrics.counter('posts.sent').add(4);
    metrics.counter('posts.sent').add(5);`,
    [],
    '{ report: ({ code, message }) => console.log(code, message) }',
  );
  expect((await ended).output).toContain(
    'records_after_shutdown 2 records were made after the shutdown and are lost; call shutdown() after your servers and consumers have ended\n',
  );
});

/** Runs a command as PID 1, like the entry point of a container. */
const asPid1 = ['/usr/bin/unshare', '--pid', '--fork', '--kill-child'];
const canUnshare = spawnSync(asPid1[0]!, [...asPid1.slice(1), 'true']).status === 0;

test.skipIf(!canUnshare)('as PID 1, whose signals Linux ignores, it ends with the code of the signal', async () => {
  const receiver = await receivers.well();
  const { ended } = runScript(
    receiver,
    `setInterval(() => {}, 1000);
    console.log('PID', process.pid);
    process.kill(process.pid, 'SIGTERM');`,
    asPid1,
  );
  expect(await ended).toEqual({ code: 143, signal: null, output: 'PID 1\n' });
  expect(receiver.received()).toBe(3);
});

test('a second signal ends the process at once, unless it came with the first', async () => {
  const receiver = await receivers.hanging();
  const child = runScript(
    receiver,
    `metrics.shutdown(3600); setInterval(() => {}, 1000); console.log('ready');
    let signals = 0;
    metrics.backend.shutdown = () => new Promise(() => {});`,
  );
  await child.printed('ready');
  child.process.kill('SIGINT');
  child.process.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(child.process.exitCode ?? child.process.signalCode).toBeNull();
  child.process.kill('SIGINT');
  expect(await child.ended).toEqual({ code: null, signal: 'SIGINT', output: 'ready\n' });
});
