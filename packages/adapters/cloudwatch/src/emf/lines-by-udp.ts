import { createSocket, type Socket } from 'node:dgram';
import type { Outcome } from '@bot-metrics/core/delivery';
import { addressOf } from './agent-address.ts';
import type { Lines } from './lines.ts';

/** Lines to the CloudWatch agent over UDP, each in a datagram of its own. Nobody says whether they arrived. */
export class LinesByUdp implements Lines {
  readonly destination: string;
  readonly #agent: URL;
  #socket: Socket | undefined;

  constructor(agent: URL) {
    this.destination = `the CloudWatch agent at ${agent.href}`;
    this.#agent = agent;
  }

  async send(lines: readonly string[]): Promise<Outcome> {
    const { host, port } = addressOf(this.#agent);
    this.#socket ??= openSocket(host);
    let sent = 0;
    for (const line of lines) {
      const error = await datagram(this.#socket, line, port, host);
      if (error !== undefined) {
        const remedy = 'look at the network, and at the address in "agent"';
        return { delivered: false, reason: error.message, remedy, next: sent === 0 ? 'merge' : 'repeat' };
      }
      sent += 1;
    }
    return { delivered: true, ambiguous: false };
  }

  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }
}

function openSocket(host: string): Socket {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  // Each datagram has its own callback.
  socket.on('error', () => {});
  socket.unref();
  return socket;
}

function datagram(socket: Socket, line: string, port: number, host: string): Promise<Error | undefined> {
  return new Promise((resolve) => {
    socket.send(line, port, host, (error) => resolve(error ?? undefined));
  });
}
