import { connect, type Socket } from 'node:net';
import type { Outcome } from '@bot-metrics/core/delivery';
import type { CloudWatchSettings } from '../options.ts';
import { addressOf } from './agent-address.ts';
import type { Lines } from './lines.ts';

/** Lines to the CloudWatch agent over TCP, with a connection for each batch: there is one a minute. */
export class LinesByTcp implements Lines {
  readonly destination: string;
  readonly #agent: URL;
  readonly #settings: CloudWatchSettings;
  #socket: Socket | undefined;

  constructor(agent: URL, settings: CloudWatchSettings) {
    this.destination = `the CloudWatch agent at ${agent.href}`;
    this.#agent = agent;
    this.#settings = settings;
  }

  send(lines: readonly string[]): Promise<Outcome> {
    const { scheduler, timeoutSeconds } = this.#settings;
    return new Promise((resolve) => {
      let isConnected = false;
      const end = (outcome: Outcome): void => {
        cancel();
        resolve(outcome);
      };
      const socket = connect(addressOf(this.#agent));
      const failed = (error: Error): void => {
        socket.destroy();
        // Of a batch whose connection broke off the agent may have some lines.
        const next = isConnected ? 'repeat' : 'merge';
        const code = 'code' in error ? String(error.code) : 'no answer';
        const reason = error.message === '' ? code : error.message;
        end({ delivered: false, reason, remedy: 'start the CloudWatch agent, or correct "agent"', next });
      };
      const cancel = scheduler.after(timeoutSeconds, () =>
        failed(new Error(`the agent has not taken the lines within ${timeoutSeconds} s`)),
      );
      this.#socket = socket;
      socket.unref();
      socket.once('connect', () => {
        isConnected = true;
      });
      socket.on('error', failed);
      socket.once('close', () => failed(new Error('the connection was closed')));
      // It has nothing to say.
      socket.resume();
      socket.end(lines.join(''), () => end({ delivered: true, ambiguous: false }));
    });
  }

  close(): void {
    this.#socket?.destroy();
  }
}
