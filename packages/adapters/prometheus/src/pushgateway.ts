import { BotMetricsError, errorText, systemScheduler } from '@bot-metrics/core';
import { keepAlive, withTimeout } from '@bot-metrics/core/backend';
import {
  bodyText,
  describeAnswer,
  excerpt,
  isAcknowledgement,
  mediaType,
  readBody,
  readConnectionFailure,
  reasonIn,
  suggestForConnection,
} from '@bot-metrics/core/delivery';
import {
  map,
  type OptionsOf,
  type Problem,
  type ResolvedOptions,
  resolveOptions,
  seconds,
  text,
  url,
} from '@bot-metrics/core/options';
import { authOption, authorizationHeader } from '@bot-metrics/server';
import type { PrometheusMetricsBackend } from './prometheus-metrics-backend.ts';

const options = {
  url: url({
    default: 'http://127.0.0.1:9091',
    description: 'The base URL of the gateway, without `/metrics`.',
    example: 'http://127.0.0.1:9091',
  }),
  job: text({ description: "The group's label `job`.", required: true }),
  grouping: map(text({ description: '', pattern: /^/, expected: 'text' }), {
    description: 'Further labels of the group, such as `{ instance: "a" }`. A value may be empty.',
    default: {},
  }),
  auth: authOption,
  timeout: seconds({
    default: 10,
    description: 'The time limit of a push, with the collection of the metrics, or of a deletion.',
  }),
};

/** Where a job pushes to, and with which credentials. */
export interface PushgatewayOptions extends OptionsOf<typeof options> {}

/** The part of a backend that is pushed. */
type Pushed = Pick<PrometheusMetricsBackend, 'deliverPage'>;

/**
 * Pushes the metrics of a job that ends before it is scraped to a Pushgateway. A gateway exposes a group until it is deleted.
 * Source: https://github.com/prometheus/pushgateway#api
 */
export class Pushgateway {
  readonly #url: string;
  readonly #options: ResolvedOptions<typeof options>;

  /** @throws BotMetricsError `invalid_configuration`, listing every problem */
  constructor(given: PushgatewayOptions) {
    const resolved = resolveOptions({ options, check }, given);
    const { url, job, grouping } = resolved;
    this.#options = resolved;
    this.#url = url.replace(/\/+$/, '') + groupPath({ job, ...grouping });
  }

  /**
   * Replaces everything in the group with the metrics of the backend. Their records then count as delivered.
   * @throws BotMetricsError `export_failed`; the records stay pending
   */
  push(backend: Pushed): Promise<void> {
    return this.#send(backend, 'PUT');
  }

  /** Replaces the metrics of the backend in the group and leaves the others. @throws BotMetricsError as `push` */
  add(backend: Pushed): Promise<void> {
    return this.#send(backend, 'POST');
  }

  /** Deletes the whole group. @throws BotMetricsError `export_failed` */
  delete(): Promise<void> {
    return this.#inTime((signal) => this.#request('DELETE', {}, signal));
  }

  #send(backend: Pushed, method: 'PUT' | 'POST'): Promise<void> {
    return this.#inTime((signal) =>
      backend.deliverPage(
        // The snapshot is released at the deadline, whatever the request waits for.
        (body, contentType) =>
          untilAborted(signal, this.#request(method, { 'content-type': contentType }, signal, body)),
        this.#options.timeout,
      ),
    );
  }

  /**
   * Settles by the deadline, whatever `task` does, and keeps the process alive until then. The timer is one of the SDK: Node 20 lets
   * garbage collection take the one of `AbortSignal.timeout` away.
   */
  async #inTime(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await keepAlive(() => withTimeout(this.#options.timeout, systemScheduler, task));
    } catch (cause) {
      if (cause instanceof BotMetricsError) throw cause;
      const why = errorText(cause);
      throw new BotMetricsError('export_failed', `Pushgateway ${this.#url}: ${why}`, { cause });
    }
  }

  async #request(
    method: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    page?: Uint8Array<ArrayBuffer>,
  ): Promise<void> {
    const { auth } = this.#options;
    const fail = (what: string, cause?: unknown): never => {
      throw new BotMetricsError('export_failed', `Pushgateway ${this.#url}${what}`, { cause });
    };
    const authorization =
      auth === undefined
        ? undefined
        : await authorizationHeader(auth).catch((cause: unknown) =>
            fail(`: cannot read "auth": ${excerpt(String(cause))}`, cause),
          );
    const secrets = authorization === undefined ? [] : listSecrets(authorization);
    const response = await fetch(this.#url, {
      method,
      headers: {
        ...headers,
        'user-agent': 'bot-metrics-prometheus',
        ...(authorization === undefined ? {} : { authorization }),
      },
      signal,
      // Another host must not get the credentials.
      redirect: 'manual',
      ...(page === undefined ? {} : { body: page }),
    }).catch((cause: unknown) => fail(`: ${describeFailure(cause)}`, cause));
    const { status, ok } = response;
    const body = await readBody(chunksUntilAborted(signal, response.body));
    const text = bodyText(body);
    const type = mediaType(response.headers.get('content-type'));
    if (ok && body.fault === undefined && isAcknowledgement(text, type)) return;
    const instead =
      body.fault === undefined ? ` with ${type || 'a body'} instead of nothing` : `, but its body ${body.fault}`;
    const location = response.headers.get('location') ?? undefined;
    const answer = describeAnswer('', { status, location, fault: ok ? instead : '' }, reasonIn(text), secrets);
    fail(answer + (body.fault === 'broke off' && ok ? '' : suggestForStatus(status, auth)));
  }
}

function suggestForStatus(status: number, auth: ResolvedOptions<typeof options>['auth']): string {
  if (status < 300)
    return '; correct "url": another service, such as a proxy or a login page, answers in place of the gateway';
  if (status < 400) return '; set "url" to the target of the redirect';
  switch (status) {
    case 400:
      return '; the group has the same metrics with another type or help: push instead of adding, or delete it first';
    case 401:
    case 403:
      if (auth === undefined) return '; set "auth", because no credentials are sent';
      return 'token' in auth ? '; correct "auth.token"' : '; correct "auth.username" or "auth.password"';
    case 404:
      return '; check that url is the base URL, without /metrics';
    default:
      return '';
  }
}

/** The credentials without the name of their scheme, and the user and password that HTTP Basic encodes. */
function listSecrets(authorization: string): string[] {
  const [scheme, credentials = ''] = authorization.split(' ', 2);
  return scheme === 'Basic' ? [credentials, Buffer.from(credentials, 'base64').toString()] : [credentials];
}

/** `/metrics/job/backup/instance/a`. A value that a path cannot hold is sent as base64url, an empty one as `=`. */
function groupPath(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => {
    if (value !== '' && !value.includes('/')) return `/${name}/${encodeURIComponent(value)}`;
    return `/${name}@base64/${Buffer.from(value).toString('base64url') || '='}`;
  });
  return `/metrics${parts.join('')}`;
}

function check({ url, grouping }: ResolvedOptions<typeof options>): Problem[] {
  const problems: Problem[] = [];
  if (url !== undefined && new URL(url).password !== '') {
    const text = 'expected a URL without a password, which every error would show; use the option "auth"';
    problems.push({ path: ['url'], text });
  }
  for (const name of Object.keys(grouping ?? {})) {
    if (name !== 'job' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) continue;
    const text = 'expected a label name other than "job", of letters, digits and "_", a letter first';
    problems.push({ path: ['grouping', name], text });
  }
  return problems;
}

function describeFailure(error: unknown): string {
  const failure = readConnectionFailure(error);
  const remedy = suggestForConnection(failure, '"url"');
  return excerpt(failure.reason) + (remedy === undefined ? '' : `; ${remedy}`);
}

/** Rejects when the signal is aborted. `running` may go on. */
function untilAborted<T>(signal: AbortSignal, running: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    running.then(resolve, reject);
  });
}

/**
 * The chunks of a body. Closes its connection when the signal is aborted: `fetch` does not do so in Node 20 and 22 if garbage
 * collection has taken its request away, which happens once the headers have arrived.
 */
async function* chunksUntilAborted(
  signal: AbortSignal,
  body: ReadableStream<Uint8Array> | null,
): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  const close = (): void => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', close, { once: true });
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}
