import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

/** One request of an export. */
interface Attempt {
  readonly request: ClientRequest;
  /** The whole body has left; before that no receiver can have stored it. */
  sent: boolean;
  status?: number;
}

const current = new AsyncLocalStorage<Attempts>();

/**
 * Watches the HTTP requests that OpenTelemetry's exporter makes in one export, because the exporter only tells how the
 * last one ended, and whether an earlier one may have been stored decides what a delta may do next.
 *
 * Source: the channels `http.client.request.start` and `http.client.response.finish` of `node:diagnostics_channel`.
 */
export class Attempts {
  readonly #attempts: Attempt[] = [];
  #aborted = false;

  /** Calls `task`; requests made in it, also later on, are watched until `stop`. */
  watch<T>(task: () => T): T {
    subscribe('http.client.request.start', this.#onStart);
    subscribe('http.client.response.finish', this.#onResponse);
    return current.run(this, task);
  }

  stop(): void {
    unsubscribe('http.client.request.start', this.#onStart);
    unsubscribe('http.client.response.finish', this.#onResponse);
  }

  /** Cuts the connection of a request in flight. */
  abort(): void {
    this.#aborted = true;
    for (const { request } of this.#attempts) request.destroy();
  }

  /** The status of the last answer, if the last request was answered. */
  get status(): number | undefined {
    return this.#attempts.at(-1)?.status;
  }

  /**
   * Whether a request was sent and may have been stored although no 2xx came back for it: it was cut, timed out, or a
   * gateway answered. One that was cut before it could be seen (it is compressed first) may still go out by itself.
   */
  isInDoubt(): boolean {
    if (this.#aborted && this.#attempts.length === 0) return true;
    return this.#attempts.some(
      ({ sent, status }) => sent && (status === undefined || status === 502 || status === 504),
    );
  }

  readonly #onStart = (message: unknown): void => {
    if (current.getStore() !== this) return;
    const { request } = message as { request: ClientRequest };
    const attempt: Attempt = { request, sent: request.writableFinished };
    request.once('finish', () => {
      attempt.sent = true;
    });
    this.#attempts.push(attempt);
    if (this.#aborted) request.destroy();
  };

  readonly #onResponse = (message: unknown): void => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    const attempt = this.#attempts.find((known) => known.request === request);
    if (attempt !== undefined && response.statusCode !== undefined) attempt.status = response.statusCode;
  };
}
