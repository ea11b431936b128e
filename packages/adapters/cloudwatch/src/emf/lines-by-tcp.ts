import { connect } from 'node:net';
import type { Outcome } from '@bot-metrics/core/delivery';
import type { CloudWatchSettings } from '../options.ts';
import { addressOf } from './agent-address.ts';
import type { Lines } from './lines.ts';

/** Sends lines to the CloudWatch agent over TCP, with a connection per batch: there is about one a minute. */
export class LinesByTcp implements Lines {
  readonly destination: string;
  readonly #agent: URL;
  readonly #timeoutSeconds: number;

  constructor(agent: URL, { timeoutSeconds }: CloudWatchSettings) {
    this.destination = `the CloudWatch agent at ${agent.href}`;
    this.#agent = agent;
    this.#timeoutSeconds = timeoutSeconds;
  }

  send(lines: readonly string[], signal: AbortSignal): Promise<Outcome> {
    return new Promise((resolve) => {
      let isConnected = false;
      const socket = connect(addressOf(this.#agent));
      const fail = (error: Error): void => {
        socket.destroy();
        const code = 'code' in error ? String(error.code) : 'no answer';
        const reason = error.message === '' ? code : error.message;
        // The agent may have some lines of a batch whose connection broke off.
        const retry = isConnected ? 'resend' : 'next-export';
        resolve({ delivered: false, reason, remedy: 'start the CloudWatch agent, or correct "agent"', retry });
      };
      const abort = (): void => fail(new Error(`the agent did not read the lines within ${this.#timeoutSeconds} s`));
      socket.unref();
      socket.once('connect', () => {
        isConnected = true;
      });
      socket.on('error', fail);
      socket.once('close', () => {
        signal.removeEventListener('abort', abort);
        fail(new Error('the connection was closed'));
      });
      // The agent sends nothing; reading lets the end of the connection be seen.
      socket.resume();
      socket.end(lines.join(''), () => resolve({ delivered: true }));
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort);
    });
  }

  close(): void {}
}
