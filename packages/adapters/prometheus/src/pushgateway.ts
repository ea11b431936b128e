import { BotMetricsError } from '@bot-metrics/core';
import { type Auth, authorizationHeader, authProblems } from './authorization.ts';
import type { PrometheusMetricsBackend } from './prometheus-metrics-backend.ts';

/** Where a job pushes to, and as whom. */
export interface PushgatewayOptions {
  /** Base URL of the gateway. @default 'http://127.0.0.1:9091' */
  readonly url?: string;
  /** The group's `job` label. */
  readonly job: string;
  /** Further labels of the group, such as `{ instance: 'a' }`. A value may be empty. @default none */
  readonly grouping?: Readonly<Record<string, string>>;
  /** What the gateway, or the proxy before it, wants to know. @default nothing */
  readonly auth?: Auth;
  /** Seconds that a request may take. @default 10 */
  readonly timeout?: number;
}

/** The part of a backend that is pushed. */
type Pushed = Pick<PrometheusMetricsBackend, 'deliverPage'>;

const TIMEOUT_SECONDS = 10;

/**
 * Hands the metrics of a job that ends before anybody scrapes it to a Pushgateway. What a gateway has, it shows until it is
 * deleted. Source: https://github.com/prometheus/pushgateway#api
 */
export class Pushgateway {
  readonly #url: string;
  readonly #authorization: Readonly<Record<string, string>>;
  readonly #timeoutSeconds: number;

  /** @throws BotMetricsError `invalid_configuration`, listing every problem */
  constructor(options: PushgatewayOptions) {
    const { url = 'http://127.0.0.1:9091', job, grouping = {}, auth, timeout = TIMEOUT_SECONDS } = options;
    checkOptions({ ...options, url, grouping, timeout });
    this.#url = url.replace(/\/+$/, '') + groupPath({ job, ...grouping });
    this.#authorization = auth === undefined ? {} : { authorization: authorizationHeader(auth) };
    this.#timeoutSeconds = timeout;
  }

  /**
   * Replaces everything in the group by the metrics of the backend, whose records count as delivered then.
   * @throws BotMetricsError `export_failed`; the records stay pending
   */
  push(backend: Pushed): Promise<void> {
    return this.#send(backend, 'PUT');
  }

  /** Replaces those metrics in the group that the backend has, and leaves the others. Throws as `push`. */
  add(backend: Pushed): Promise<void> {
    return this.#send(backend, 'POST');
  }

  /** Takes the whole group out. @throws BotMetricsError `export_failed` */
  delete(): Promise<void> {
    return this.#request('DELETE', {});
  }

  #send(backend: Pushed, method: 'PUT' | 'POST'): Promise<void> {
    return backend.deliverPage((body, contentType) => this.#request(method, { 'content-type': contentType }, body));
  }

  async #request(
    method: string,
    headers: Readonly<Record<string, string>>,
    body?: Uint8Array<ArrayBuffer>,
  ): Promise<void> {
    let status: number;
    let answer: string;
    try {
      const response = await fetch(this.#url, {
        method,
        headers: { ...headers, ...this.#authorization },
        signal: AbortSignal.timeout(this.#timeoutSeconds * 1000),
        redirect: 'error',
        ...(body === undefined ? {} : { body }),
      });
      status = response.status;
      answer = await response.text();
    } catch (cause) {
      throw new BotMetricsError('export_failed', `Pushgateway ${this.#url}: ${reasonOf(cause, this.#timeoutSeconds)}`, {
        cause,
      });
    }
    if (status >= 200 && status < 300) return;
    const [said = ''] = answer.trim().split('\n', 1);
    throw new BotMetricsError(
      'export_failed',
      `Pushgateway ${this.#url} answered ${status}${said === '' ? '' : `: ${said}`}${remedies[status] ?? ''}`,
    );
  }
}

const remedies: Readonly<Record<number, string>> = {
  400: '; the group has the same metrics with another type or help: push instead of adding, or delete it first',
  401: '; check auth',
  404: '; check that url is the base URL, without /metrics',
};

/** `/metrics/job/backup/instance/a`; values that a path cannot hold go as base64url, an empty one as `=`. */
function groupPath(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => {
    if (value !== '' && !value.includes('/')) return `/${name}/${encodeURIComponent(value)}`;
    return `/${name}@base64/${Buffer.from(value).toString('base64url') || '='}`;
  });
  return `/metrics${parts.join('')}`;
}

function checkOptions({
  url,
  job,
  grouping,
  auth,
  timeout,
}: Required<Omit<PushgatewayOptions, 'auth'>> & Pick<PushgatewayOptions, 'auth'>): void {
  const problems = auth === undefined ? [] : authProblems(auth);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    problems.push('url must be that of the gateway, such as "http://127.0.0.1:9091"');
  else if (new URL(url).password !== '')
    problems.push('url must not hold a password, which would be in every error; use auth');
  if (typeof job !== 'string' || job === '') problems.push('job must be text that is not empty');
  for (const name of Object.keys(grouping)) {
    if (name === 'job' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      problems.push(`grouping.${name} is no name for a further label`);
  }
  if (!(timeout > 0)) problems.push(`timeout ${timeout} must be a number of seconds above 0`);
  if (problems.length > 0) throw new BotMetricsError('invalid_configuration', `Pushgateway: ${problems.join('; ')}`);
}

function reasonOf(error: unknown, timeoutSeconds: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutSeconds} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
