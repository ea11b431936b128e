import { BotMetricsError } from '@bot-metrics/core';
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
  timeout: seconds({ default: 10, description: 'The time limit of a request.' }),
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
    return this.#request('DELETE', {});
  }

  #send(backend: Pushed, method: 'PUT' | 'POST'): Promise<void> {
    return backend.deliverPage((body, contentType) => this.#request(method, { 'content-type': contentType }, body));
  }

  async #request(
    method: string,
    headers: Readonly<Record<string, string>>,
    page?: Uint8Array<ArrayBuffer>,
  ): Promise<void> {
    const { auth, timeout } = this.#options;
    let status: number;
    let body: string;
    try {
      const response = await fetch(this.#url, {
        method,
        headers: {
          ...headers,
          'user-agent': 'bot-metrics-prometheus',
          ...(auth === undefined ? {} : { authorization: await authorizationHeader(auth) }),
        },
        signal: AbortSignal.timeout(timeout * 1000),
        redirect: 'error',
        ...(page === undefined ? {} : { body: page }),
      });
      status = response.status;
      body = await response.text();
    } catch (cause) {
      throw new BotMetricsError('export_failed', `Pushgateway ${this.#url}: ${failureText(cause, timeout)}`, { cause });
    }
    if (status >= 200 && status < 300) return;
    const [reason = ''] = body.trim().split('\n', 1);
    throw new BotMetricsError(
      'export_failed',
      `Pushgateway ${this.#url} answered ${status}${reason === '' ? '' : `: ${reason}`}${remedies[status] ?? ''}`,
    );
  }
}

const remedies: Readonly<Record<number, string>> = {
  400: '; the group has the same metrics with another type or help: push instead of adding, or delete it first',
  401: '; check auth',
  404: '; check that url is the base URL, without /metrics',
};

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

function failureText(error: unknown, timeoutSeconds: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutSeconds} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
