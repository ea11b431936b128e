import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { CollectedDiagnostics, FakeClock } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';
import type { OtlpMetricsBackendOptions } from '../src/options.ts';
import { OtlpMetricsBackend } from '../src/otlp-metrics-backend.ts';
import { unexplained } from './balance.ts';
import { certificates } from './certificates/read-certificates.ts';

const protobuf = 'application/x-protobuf';
const token = 'glc_eyJvIjoiMTIzNDU2Iiwia2V5In0=';

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | ((response: ServerResponse) => void);
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

function replying({ status = 200, headers = {}, body = '' }: Reply): RequestListener {
  return (request, response) => {
    request.resume().once('end', () => {
      response.writeHead(status, headers);
      if (typeof body === 'function') body(response);
      else response.end(body);
    });
  };
}

const diagnostics = () => new CollectedDiagnostics();

/** Exports a delta of one record to a receiver that replies like this. Returns the message of the failure, if there was one. */
async function exported(reply: Reply, options: OtlpMetricsBackendOptions = {}) {
  const server = createServer(replying(reply));
  const port = await listening(server);
  onTestFinished(() => server.closeAllConnections());
  const temporality = options.preset === undefined ? 'delta' : 'cumulative';
  return exportTo({ endpoint: `http://127.0.0.1:${port}`, temporality, ...options });
}

async function exportTo(options: OtlpMetricsBackendOptions) {
  const collected = diagnostics();
  const backend = new OtlpMetricsBackend({ timeout: 0.5, diagnostics: collected, ...options });
  backend.recordCounter('hits');
  const message = await backend.flush(5).then(
    () => 'delivered',
    (error: Error) => error.message,
  );
  const account = backend.account();
  expect(unexplained(account)).toBe(0);
  const { lastError } = backend.exportStatus;
  await backend.shutdown(0.1).catch(() => {});
  return { message, account, lastError, events: collected.events };
}

const json = (value: unknown, type = 'application/json'): Reply => ({
  headers: { 'content-type': type },
  body: JSON.stringify(value),
});
const plain = (body: string, type = 'text/plain'): Reply => ({ headers: { 'content-type': type }, body });

test.each<[string, Reply, OtlpMetricsBackendOptions['protocol']]>([
  ['an empty body', { headers: { 'content-type': protobuf } }, 'http/protobuf'],
  ['an empty body without a type', {}, 'http/protobuf'],
  ['an empty body of type text/plain', plain(''), 'http/protobuf'],
  ['204', { status: 204 }, 'http/protobuf'],
  ['202 and a line break', { status: 202, body: '\r\n' }, 'http/protobuf'],
  ['an empty message', { headers: { 'content-type': protobuf }, body: Buffer.from('0a00', 'hex') }, 'http/protobuf'],
  ['a message without a type', { body: Buffer.from('0a00', 'hex') }, 'http/protobuf'],
  ['a message of the type that Go guesses', plain('\n\0', 'text/plain; charset=utf-8'), 'http/protobuf'],
  [
    'a message with a field of the future',
    { headers: { 'content-type': protobuf }, body: Buffer.from('1001', 'hex') },
    'http/protobuf',
  ],
  ['OK in plain text', plain('OK\n'), 'http/protobuf'],
  ['{}', json({}), 'http/json'],
  ['{} without a type', { body: '{}' }, 'http/json'],
  ['a message in JSON', json({ partialSuccess: {}, future: 1 }, 'application/json; charset=utf-8'), 'http/json'],
])('a success with %s is delivered', async (_, reply, protocol = 'http/protobuf') => {
  const { message, account } = await exported(reply, { protocol });
  expect(message).toBe('delivered');
  expect(account).toMatchObject({ delivered: 1, pending: 0, ambiguous: 0 });
});

test.each<[string, Reply, OtlpMetricsBackendOptions['protocol'], string]>([
  [
    'HTML',
    plain('<html><title>Sign in</title></html>', 'text/html'),
    'http/protobuf',
    'text/html instead of an OTLP response (Sign in)',
  ],
  ['no HTML', plain('', 'text/html'), 'http/json', 'text/html'],
  ['HTML without a type', { body: '<html><title>Sign in</title></html>' }, 'http/protobuf', '(Sign in)'],
  ['HTML that claims to be protobuf', plain('<html>', protobuf), 'http/protobuf', protobuf],
  ['JSON to protobuf', json({}), 'http/protobuf', 'application/json'],
  [
    'protobuf to JSON',
    { headers: { 'content-type': protobuf }, body: Buffer.from('0a00', 'hex') },
    'http/json',
    protobuf,
  ],
  ['plain text', plain('welcome'), 'http/protobuf', 'text/plain instead of an OTLP response (welcome)'],
  [
    'a google.rpc.Status',
    { headers: { 'content-type': protobuf }, body: Buffer.from('080312026e6f', 'hex') },
    'http/protobuf',
    '(no)',
  ],
  ['an error in JSON', json({ code: 16, message: 'no session' }), 'http/json', '(no session)'],
  ['a list in JSON', json([]), 'http/json', 'application/json'],
  ['JSON that broke off', plain('{"partialSuccess":', 'application/json'), 'http/json', 'application/json'],
  ['a partial success of another type', json({ partialSuccess: 'yes' }), 'http/json', 'application/json'],
  [
    'an image',
    { headers: { 'content-type': 'image/png' }, body: Buffer.from('89504e47', 'hex') },
    'http/protobuf',
    'image/png',
  ],
])('a success with %s is in doubt, never delivered', async (_, reply, protocol, text) => {
  const { message, account, lastError } = await exported(reply, { protocol: protocol ?? 'http/protobuf' });
  expect(message).toContain('the receiver answered 200');
  expect(message).toContain(text);
  expect(message).toMatch(/; correct "endpoint"|; choose another "protocol"/);
  expect(lastError).toBe(message);
  expect(account).toMatchObject({ delivered: 0, pending: 1, dropped: {} });
});

test.each([200, 400])('an endless body of a %i is read up to a limit', async (status) => {
  let written = 0;
  const body = (response: ServerResponse): void => {
    const chunk = Buffer.alloc(16 * 1024, 'x');
    const write = (): void => {
      while (!response.destroyed && response.write(chunk)) written += chunk.length;
      if (!response.destroyed) response.once('drain', write);
    };
    write();
  };
  const began = performance.now();
  const reply = { status, headers: { 'content-type': protobuf }, body };
  const { message, account } = await exported(reply, { timeout: 5 });
  expect(performance.now() - began).toBeLessThan(2000);
  expect(written).toBeLessThan(64 * 1024 * 1024);
  expect(message).toContain(`the receiver answered ${status}`);
  expect(account.delivered).toBe(0);
});

test('a body that never ends in time leaves a success in doubt, and a refusal a refusal', async () => {
  const body = (response: ServerResponse): void => void response.write('out of order');
  const success = await exported({ headers: { 'content-type': protobuf }, body });
  expect(success.message).toContain('the receiver answered 200, but its body broke off');
  expect(success.account).toMatchObject({ delivered: 0, pending: 1 });
  const refusal = await exported({ status: 400, body });
  expect(refusal.message).toContain('the receiver answered 400 (out of order)');
  expect(refusal.account).toMatchObject({ dropped: { refused: 1 } });
});

const rpcStatus = (code: number, text: string): Buffer =>
  Buffer.concat([Buffer.from([0x08, code, 0x12, text.length]), Buffer.from(text)]);

test.each<[string, Reply, string]>([
  [
    'google.rpc.Status',
    { status: 400, headers: { 'content-type': protobuf }, body: rpcStatus(3, 'out of order') },
    '400 (out of order)',
  ],
  ['a status without a type', { status: 400, body: rpcStatus(3, 'out of order') }, '400 (out of order)'],
  ['JSON', { status: 401, ...json({ status: 'error', error: 'invalid scope' }) }, '401 (invalid scope)'],
  ['plain text', { status: 404, body: 'otlp receiver not enabled\r\n\u001b[31m' }, '404 (otlp receiver not enabled'],
  ['HTML', { status: 403, ...plain('<html><h1>Blocked</h1></html>', 'text/html') }, '403 (Blocked)'],
  ['a long text', { status: 400, body: 'x'.repeat(10_000) }, `400 (${'x'.repeat(199)}…)`],
  ['compressed data', { status: 400, body: Buffer.from('1f8b0800000000000003ffff', 'hex') }, 'answered 400;'],
])('a refusal with %s says why', async (_, reply, text) => {
  const { message, lastError, events } = await exported(reply);
  expect(message).toContain(text);
  expect(lastError).toBe(message);
  expect(`backend "otlp": ${events[0]?.message}`).toContain(text);
  expect(message).not.toMatch(/\p{Cc}/u);
});

test('no echo of a token is shown', async () => {
  const basic = Buffer.from(`123456:${token}`).toString('base64');
  for (const options of [
    { preset: 'grafana-cloud', instanceId: '123456', token },
    { headers: { authorization: `Bearer ${token}` } },
    { headers: { 'x-api-key': () => token } },
  ] as const) {
    for (const [status, location] of [
      [401, ''],
      [200, ''],
      [302, `https://host.example/${token}`],
    ] as const) {
      const body = `{"message":"invalid token ${token} in Basic ${basic}"}`;
      const { message, events } = await exported(
        { status, headers: { 'content-type': 'text/plain', location }, body },
        options,
      );
      const shown = JSON.stringify([message, events]);
      expect(shown).toContain('***');
      for (const secret of [token, basic]) expect(shown).not.toContain(secret.slice(4, 12));
    }
  }
});

test('a 401 names the options that hold the credentials', async () => {
  const remedy = async (options: OtlpMetricsBackendOptions) => (await exported({ status: 401 }, options)).message;
  expect(await remedy({ preset: 'grafana-cloud', instanceId: '1', token })).toContain(
    '; correct "instanceId" or "token"',
  );
  expect(await remedy({ headers: { Authorization: 'Bearer x' } })).toContain('; correct "headers.Authorization"');
  expect(await remedy({ headers: { 'x-tenant': 'a', 'api-key': 'b' } })).toContain(
    '; correct "headers.x-tenant" or "headers.api-key"',
  );
  expect(await remedy({})).toContain('; set the credentials as "headers.authorization"');
});

test('a 404 and a redirect name the option that holds the URL', async () => {
  const server = createServer(replying({ status: 404 }));
  const url = `http://127.0.0.1:${await listening(server)}/api`;
  expect((await exportTo({ url })).message).toContain('; correct the path of "url"');
  expect((await exportTo({ endpoint: url })).message).toContain(
    '; correct the path of "endpoint", to which "/v1/metrics" is appended',
  );
  const moved = await exported({ status: 301, headers: { location: 'https://host.example/otlp?x=1' } });
  expect(moved.message).toContain(
    'answered 301, a redirect to "https://host.example/otlp"; set "endpoint" to the target of the redirect, because headers are not sent to another host',
  );
});

test('a receiver that asks for a pause of a year gets the next export after 5 minutes', async () => {
  const clock = new FakeClock();
  const reply = { status: 503, headers: { 'retry-after': '31536000' } };
  const server = createServer((request, response) => replying(reply)(request, response));
  const endpoint = `http://127.0.0.1:${await listening(server)}`;
  const backend = new OtlpMetricsBackend({ endpoint, clock, scheduler: clock, diagnostics: diagnostics() });
  backend.recordCounter('hits');
  await expect(backend.flush()).rejects.toThrow('answered 503');
  await expect(backend.flush()).rejects.toThrow('asked for a pause, which lasts 300 s more');
  await clock.advance(300);
  await expect(backend.flush()).rejects.toThrow('answered 503');
});

test('TLS to a plain port, plain HTTP to a TLS port and another protocol have remedies', async () => {
  const http = await listening(createServer(replying({})));
  const { server: certificate } = certificates;
  const https = await listening(createSecureServer(certificate, replying({})));
  const other = await listening(
    createTcpServer((socket) => void socket.on('error', () => {}).end('SSH-2.0-OpenSSH\r\n')),
  );
  expect((await exportTo({ endpoint: `https://127.0.0.1:${http}` })).message).toMatch(
    /: \S+ \((?:wrong version number|packet length too long)\); write http instead of https in "endpoint"/,
  );
  expect((await exportTo({ endpoint: `http://127.0.0.1:${https}` })).message).toContain('write https in "endpoint"');
  expect((await exportTo({ endpoint: `http://127.0.0.1:${other}` })).message).toContain(
    'correct scheme and port in "endpoint": what listens there does not speak HTTP/1.1',
  );
});
