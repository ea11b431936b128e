import { createSocket, type Socket } from 'node:dgram';
import type { Outcome } from '@bot-metrics/core/delivery';
import { addressOf } from './agent-address.ts';
import type { Lines } from './lines.ts';

/** Sends lines to the CloudWatch agent over UDP, one per datagram. Nothing confirms that they arrived. */
export class LinesByUdp implements Lines {
  readonly destination: string;
  readonly #agent: URL;
  #socket: Socket | undefined;

  constructor(agent: URL) {
    this.destination = `the CloudWatch agent at ${agent.href}`;
    this.#agent = agent;
  }

  async send(lines: readonly string[], signal: AbortSignal): Promise<Outcome> {
    const { host, port } = addressOf(this.#agent);
    let sent = 0;
    for (const line of lines) {
      const error = signal.aborted ? signal.reason : await datagram(this.#open(host), line, port, host);
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
  // Errors are reported to the callback of each datagram.
  socket.on('error', () => {});
  socket.unref();
  return socket;
}

function datagram(socket: Socket, line: string, port: number, host: string): Promise<Error | undefined> {
  return new Promise((resolve) => {
    socket.send(line, port, host, (error) => resolve(error ?? undefined));
  });
}
