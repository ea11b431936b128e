import { setImmediate } from 'node:timers/promises';
import type { DatagramSocket } from '../src/transports/handed-socket.ts';

type Callback = (error?: Error | null) => void;

/** A datagram socket as a Unix one behaves, where Node has none: it is the daemon as well, and keeps every line. */
export class HandedCapture implements DatagramSocket {
  readonly lines: string[] = [];
  /** What a packet meets: the daemon, no daemon, a full buffer for a while or for ever, a socket that was closed. */
  state: 'open' | 'missing' | 'full' | 'stuck' | 'slow' | 'closed' = 'open';
  readonly #stuck: Callback[] = [];
  /** A packet got stuck that nobody has asked for. */
  #isStuck = false;
  #onStuck = (): void => {};

  send(packet: Buffer, callback: Callback): void {
    const { state } = this;
    if (state === 'closed') throw Object.assign(new Error('Not running'), { code: 'ERR_SOCKET_DGRAM_NOT_RUNNING' });
    if (state === 'missing') return callback(Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' }));
    if (state === 'full') return callback(Object.assign(new Error('send EAGAIN'), { code: 'EAGAIN' }));
    if (state === 'stuck') {
      this.#stuck.push(callback);
      this.#isStuck = true;
      return this.#onStuck();
    }
    this.lines.push(...packet.toString().split('\n'));
    if (state === 'slow') void setImmediate().then(() => callback());
    else callback();
  }

  /** Resolves with the next packet that gets stuck, or that did since the last call. */
  async nextStuck(): Promise<void> {
    if (!this.#isStuck) {
      await new Promise<void>((resolve) => {
        this.#onStuck = resolve;
      });
    }
    this.#isStuck = false;
  }

  /** Takes packets again. Those that were stuck come back. */
  open(): void {
    this.state = 'open';
    for (const callback of this.#stuck.splice(0)) callback(new Error('send ECANCELED'));
  }
}
