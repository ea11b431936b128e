import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';
import { DatadogMetricsBackend } from '../src/datadog-metrics-backend.ts';
import type { DatadogMetricsBackendOptions } from '../src/options.ts';
import { unexplained } from './balance.ts';

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | ((response: ServerResponse) => void);
}

const apiKey = '0123456789abcdef0123456789abcdef';

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function replying({ status = 202, headers = {}, body = '' }: Reply): RequestListener {
  return (request, response) => {
    request.resume().once('end', () => {
      response.writeHead(status, headers);
      if (typeof body === 'function') body(response);
      else response.end(body);
    });
  };
}

/** Exports one record to a receiver that replies like this. Returns the message of the failure, if there was one. */
async function exported(reply: Reply, options: Partial<DatadogMetricsBackendOptions> = {}) {
  const server = createServer(replying(reply));
  const endpoint = `http://${await listening(server)}`;
  onTestFinished(() => server.closeAllConnections());
  return exportTo({ endpoint, ...options });
}

async function exportTo(options: DatadogMetricsBackendOptions) {
  const diagnostics = new CollectedDiagnostics();
  const backend = new DatadogMetricsBackend({ apiKey, timeout: 1, diagnostics, ...options });
  backend.recordCounter('hits');
  const message = await backend.flush(5).then(
    () => 'delivered',
    (error: Error) => error.message,
  );
  const account = backend.account();
  expect(unexplained(account)).toBe(0);
  await backend.shutdown(0.1).catch(() => {});
  return { message, account, events: diagnostics.events };
}

const typed = (body: string, type: string): Reply => ({ headers: { 'content-type': type }, body });

test.each<[string, Reply]>([
  ['Datadog', typed('{"errors":[]}', 'application/json')],
  ['VictoriaMetrics', typed('{"status":"ok"}', 'application/json')],
  ['a receiver without a body', {}],
  ['a receiver without a type', { body: '{}' }],
  ['a receiver that says ok', typed('ok\n', 'text/plain')],
  ['a receiver with 204', { status: 204 }],
])('the success of %s is delivered', async (_, reply) => {
  const { message, account, events } = await exported(reply);
  expect([message, events]).toEqual(['delivered', []]);
  expect(account).toMatchObject({ delivered: 1, pending: 0 });
});

test('errors in a success are reported as a warning', async () => {
  const { message, account, events } = await exported({ body: `{"errors":["metric too\\nold, key ${apiKey}"]}` });
  expect(message).toBe('delivered');
  expect(account).toMatchObject({ delivered: 1 });
  expect(events[0]).toMatchObject({ code: 'points_rejected' });
  expect(events[0]?.message).toContain('accepted an export with a warning: "metric too old, key ***"');
});

test.each<[string, Reply, string]>([
  [
    'HTML',
    typed('<title>Sign in</title>', 'text/html'),
    '200 with text/html instead of an answer of Datadog (Sign in)',
  ],
  [
    'HTML without a type',
    { body: '<title>Sign in</title>' },
    '200 with a body instead of an answer of Datadog (Sign in)',
  ],
  ['no HTML', typed('', 'text/html'), '200 with text/html'],
  ['plain text', typed('welcome', 'text/plain'), '(welcome)'],
  ['an error', typed('{"error":"no session"}', 'application/json'), '(no session)'],
  ['a failed status', typed('{"status":"error","message":"no"}', 'application/json'), '(no)'],
  ['JSON that broke off', typed('{"errors":', 'application/json'), 'application/json instead'],
  ['a list', typed('[]', 'application/json'), 'application/json instead'],
])('a success with %s is in doubt, never delivered', async (_, reply, text) => {
  const { message, account } = await exported({ ...reply, status: 200 });
  expect(message).toContain(`Datadog answered ${text.startsWith('200') ? text : '200'}`);
  expect(message).toContain(text);
  expect(message).toContain('; correct "endpoint": another service');
  expect(account).toMatchObject({ delivered: 0, pending: 1, dropped: {} });
});

test.each([202, 400])('an endless body of a %i is read up to a limit', async (status) => {
  const body = (response: ServerResponse): void => {
    const write = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(16 * 1024, 'x')));
      if (!response.destroyed) response.once('drain', write);
    };
    write();
  };
  const began = performance.now();
  const { message, account } = await exported({ status, body }, { timeout: 5 });
  expect(performance.now() - began).toBeLessThan(2000);
  expect(message).toContain(`Datadog answered ${status}`);
  expect(account.delivered).toBe(0);
});

test('a body that does not end in time leaves a success in doubt, and a refusal a refusal', async () => {
  const body = (response: ServerResponse): void => void response.write('{"errors":');
  const success = await exported({ body });
  expect(success.message).toContain('Datadog answered 202, but its body broke off');
  expect(success.account).toMatchObject({ delivered: 0, pending: 1 });
  expect((await exported({ status: 400, body })).account).toMatchObject({ dropped: { refused: 1 } });
});

test('a refusal says why in one short line, without the key in any spelling', async () => {
  const reasons = [
    '{"errors":["Forbidden","see the docs"]}',
    `key\r\n${apiKey}\u001b[31m`,
    `${apiKey.toUpperCase()} ${'x'.repeat(5000)}`,
  ];
  for (const body of reasons) {
    const { message, events } = await exported({ status: 403, body });
    expect(`${message}${events[0]?.message}`).not.toMatch(/89ab|\p{Cc}/iu);
    expect(message.length).toBeLessThan(600);
    expect(message).toContain('; correct "apiKey"');
  }
  expect((await exported({ status: 403, body: reasons[0] ?? '' })).message).toContain(
    'answered 403 (Forbidden, see the docs)',
  );
});

test('a refusal without a key asks for one', async () => {
  const server = createServer(replying({ status: 403 }));
  const { message } = await exportTo({ endpoint: `http://${await listening(server)}`, apiKey: undefined as never });
  expect(message).toContain('; set "apiKey"; no key is sent');
});

test('a redirect names its target', async () => {
  const { message } = await exported({ status: 302, headers: { location: 'https://host.example/login?next=/' } });
  expect(message).toContain(
    'Datadog answered 302, a redirect to "https://host.example/login"; set "endpoint" to the target',
  );
});

test('a receiver that asks for a pause of a year gets the next export after 5 minutes', async () => {
  for (const header of ['retry-after', 'x-ratelimit-reset']) {
    const clock = new FakeClock();
    const server = createServer(replying({ status: 429, headers: { [header]: '31536000' } }));
    const endpoint = `http://${await listening(server)}`;
    const backend = new DatadogMetricsBackend({
      endpoint,
      apiKey,
      clock,
      scheduler: clock,
      diagnostics: new CollectedDiagnostics(),
    });
    backend.recordCounter('hits');
    await expect(backend.flush()).rejects.toThrow('answered 429');
    await expect(backend.flush()).rejects.toThrow('lasts 300 s more');
    await clock.advance(300);
    await expect(backend.flush()).rejects.toThrow('answered 429');
  }
});

test('TLS to a plain port and another protocol have remedies', async () => {
  const http = await listening(createServer(replying({})));
  const other = await listening(
    createTcpServer((socket) => void socket.on('error', () => {}).end('SSH-2.0-OpenSSH\r\n')),
  );
  const tls = await exportTo({ endpoint: `https://${http}` });
  expect(tls.message).toMatch(
    /\((?:wrong version number|packet length too long)\); write http instead of https in "endpoint"/,
  );
  expect((await exportTo({ endpoint: `http://${other}` })).message).toContain(
    'what listens there does not speak HTTP/1.1',
  );
});
