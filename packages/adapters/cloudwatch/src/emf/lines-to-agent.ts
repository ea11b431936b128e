import { createSocket, type Socket } from 'node:dgram';
import { connect } from 'node:net';
import type { Outcome } from '@bot-metrics/core/delivery';
import type { Lines } from '../route.ts';

/** The port on which the CloudWatch agent accepts Embedded Metric Format. */
const DEFAULT_PORT = 25_888;

/** Matches `tcp://HOST:PORT` and `udp://HOST:PORT`. The port is optional. There is no user and no path. */
export const agentAddressPattern = /^(tcp|udp):\/\/(\[[0-9a-f:.]+\]|[^\s/@:[\]?#]+)(:\d{1,5})?\/?$/i;

/** Sends lines to the CloudWatch agent over TCP, with a connection per batch: there is about one a minute. */
export class TcpLines implements Lines {
  readonly destination: string;
  readonly #agent: URL;
  readonly #timeoutSeconds: number;

  constructor(agent: URL, timeoutSeconds: number) {
    this.destination = `the CloudWatch agent at ${agent.href}`;
    this.#agent = agent;
    this.#timeoutSeconds = timeoutSeconds;
  }

  send(lines: readonly string[], signal: AbortSignal): Promise<Outcome> {
    return new Promise((resolve) => {
      let isConnected = false;
      const socket = connect(readAddress(this.#agent));
      const fail = (error: Error): void => {
        socket.destroy();
        const code = 'code' in error ? String(error.code) : 'no answer';
        const reason = error.message === '' ? code : error.message;
        // If the connection broke, the agent may have received some lines of the batch.
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
      // The agent sends nothing, but unread bytes would hide the end of the connection.
      socket.resume();
      socket.end(lines.join(''), () => resolve({ delivered: true }));
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort);
    });
  }

  close(): void {}
}

/** Sends lines to the CloudWatch agent over UDP, one per datagram. Their arrival is not confirmed. */
export class UdpLines implements Lines {
  readonly destination: string;
  readonly #agent: URL;
  #socket: Socket | undefined;

  constructor(agent: URL) {
    this.destination = `the CloudWatch agent at ${agent.href}`;
    this.#agent = agent;
  }

  async send(lines: readonly string[], signal: AbortSignal): Promise<Outcome> {
    const { host, port } = readAddress(this.#agent);
    let sent = 0;
    for (const line of lines) {
      const error = signal.aborted ? signal.reason : await sendDatagram(this.#open(host), line, port, host);
      if (error !== undefined) {
        const remedy = 'check the network, and the address in "agent"';
        return { delivered: false, reason: error.message, remedy, retry: sent === 0 ? 'next-export' : 'resend' };
      }
      sent += 1;
    }
    return { delivered: true };
  }

  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }

  #open(host: string): Socket {
    this.#socket ??= openSocket(host);
    return this.#socket;
  }
}

function openSocket(host: string): Socket {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  // The callback of each datagram reports its error.
  socket.on('error', () => {});
  socket.unref();
  return socket;
}

function sendDatagram(socket: Socket, line: string, port: number, host: string): Promise<Error | undefined> {
  return new Promise((resolve) => {
    socket.send(line, port, host, (error) => resolve(error ?? undefined));
  });
}

function readAddress({ hostname, port }: URL): { readonly host: string; readonly port: number } {
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? DEFAULT_PORT : Number(port) };
}
