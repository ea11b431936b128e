import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';
import { CloudWatchMetricsBackend } from '../../src/cloudwatch-metrics-backend.ts';

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | ((response: ServerResponse) => void);
}

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'FwoGZXIvYXdzEXAMPLETOKEN' };

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function replying({ status = 200, headers = {}, body = '' }: Reply): RequestListener {
  return (request, response) => {
    request.resume().once('end', () => {
      const [, signature] = /Signature=(\w+)/.exec(request.headers.authorization ?? '') ?? [];
      const sent = `${request.headers['x-amz-security-token']} Signature=${signature}`;
      response.writeHead(status, headers);
      if (typeof body === 'function') body(response);
      else response.end(typeof body === 'string' ? body.replace('ECHO', sent) : body);
    });
  };
}

/** Exports one record to a receiver that replies like this. Returns the message of the failure, if there was one. */
async function exported(reply: Reply) {
  const server = createServer(replying(reply));
  const endpoint = `http://${await listening(server)}`;
  onTestFinished(() => server.closeAllConnections());
  return exportTo(endpoint);
}

async function exportTo(endpoint: string) {
  const client = new CloudWatchClient({ region: 'eu-west-1', endpoint, credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  const diagnostics = new CollectedDiagnostics();
  const backend = new CloudWatchMetricsBackend({ client, timeout: 1, diagnostics });
  backend.recordCounter('posts');
  const message = await backend.flush(5).then(
    () => 'delivered',
    (error: Error) => error.message,
  );
  const account = backend.account();
  await backend.shutdown(0.1).catch(() => {});
  return { message, account, events: diagnostics.events };
}

const typed = (body: string, type: string): Reply => ({ headers: { 'content-type': type }, body });

test.each<[string, Reply]>([
  ['JSON', typed('{}', 'application/x-amz-json-1.0')],
  ['no body', { headers: { 'content-type': 'application/x-amz-json-1.0' } }],
  ['no body and no type', {}],
  [
    'XML of the query protocol',
    typed('<PutMetricDataResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"/>', 'text/xml'),
  ],
])('a success with %s is delivered', async (_, reply) => {
  const { message, account } = await exported(reply);
  expect(message).toBe('delivered');
  expect(account).toMatchObject({ delivered: 1, pending: 0, ambiguous: 0 });
});

test.each<[string, Reply, string]>([
  ['HTML', typed('<title>Sign in</title>', 'text/html'), 'text/html instead of an answer of CloudWatch (Sign in)'],
  ['no HTML', typed('', 'text/html'), 'text/html instead of an answer of CloudWatch'],
  ['plain text', typed('welcome', 'text/plain'), 'text/plain instead of an answer of CloudWatch (welcome)'],
  [
    'other XML',
    typed('<Error><Message>no</Message></Error>', 'text/xml'),
    'text/xml instead of an answer of CloudWatch (no)',
  ],
  ['an error', typed('{"message":"no session"}', 'application/json'), '(no session)'],
])('a success with %s is in doubt, never delivered', async (_, reply, text) => {
  const { message, account } = await exported(reply);
  expect(message).toContain('CloudWatch answered 200 with ');
  expect(message).toContain(text);
  expect(message).toContain('; correct "endpoint" or the proxy');
  expect(account).toMatchObject({ delivered: 0, pending: 1, dropped: {} });
});

test.each([200, 400])('an endless body of a %i is read up to a limit', async (status) => {
  const body = (response: ServerResponse): void => {
    const write = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(16 * 1024, 'x')));
      if (!response.destroyed) response.once('drain', write);
    };
    write();
  };
  const began = performance.now();
  const { message, account } = await exported({ status, body });
  expect(performance.now() - began).toBeLessThan(900);
  expect(message).toContain(`CloudWatch answered ${status}`);
  expect(account.delivered).toBe(0);
});

test.each<[string, Reply, string]>([
  [
    'AWS JSON',
    {
      status: 400,
      ...typed('{"__type":"x#InvalidParameterValue","message":"too\\nold"}', 'application/x-amz-json-1.0'),
    },
    '400 InvalidParameterValueException (too)',
  ],
  [
    'AWS XML',
    {
      status: 400,
      ...typed(
        '<ErrorResponse><Error><Code>InvalidParameterValue</Code><Message>too old</Message></Error></ErrorResponse>',
        'text/xml',
      ),
    },
    '400 InvalidParameterValue (too old)',
  ],
  ['HTML', { status: 403, ...typed('<h1>Blocked by policy</h1>', 'text/html') }, '403 (Blocked by policy)'],
  ['plain text', { status: 404, ...typed('no such\r\nservice', 'text/plain') }, '404 (no such service)'],
  [
    'a redirect',
    { status: 301, headers: { location: 'https://host.example/login?x' } },
    '301, a redirect to "https://host.example/login"; set "endpoint"',
  ],
])('a refusal with %s says why', async (_, reply, text) => {
  const { message } = await exported(reply);
  expect(message).toContain(`CloudWatch answered ${text}`);
  expect(message).not.toMatch(/\p{Cc}|SyntaxError/u);
});

test('throttling in XML drops nothing', async () => {
  const body = '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>';
  expect((await exported({ status: 400, ...typed(body, 'text/xml') })).account).toMatchObject({
    pending: 1,
    dropped: {},
  });
});

test('no echo of the signature or of the session token is shown', async () => {
  for (const [status, body] of [
    [403, '{"__type":"x#AccessDenied","message":"no ECHO"}'],
    [200, 'ECHO'],
    [403, 'ECHO'],
  ] as const) {
    const { message, events } = await exported({ status, body });
    const shown = JSON.stringify([message, events]);
    expect(shown).toContain('***');
    expect(shown).not.toContain('EXAMPLETOKEN');
    expect(shown).not.toMatch(/Signature=\w{8}/);
  }
});

test('TLS to a plain port and another protocol have remedies', async () => {
  const http = await listening(createServer(replying({})));
  const other = await listening(
    createTcpServer((socket) => void socket.on('error', () => {}).end('SSH-2.0-OpenSSH\r\n')),
  );
  const tls = await exportTo(`https://${http}`);
  expect(tls.message).toMatch(
    /\((?:wrong version number|packet length too long)\); write http instead of https in "endpoint"/,
  );
  expect(tls.account).toMatchObject({ pending: 1, ambiguous: 0 });
  expect((await exportTo(`http://${other}`)).message).toContain('what listens there does not speak HTTP/1.1');
});
