import { setImmediate } from 'node:timers/promises';
import type { DatagramSocket } from '../src/transports/handed-socket.ts';

type Callback = (error?: Error | null) => void;

/** Behaves as a Unix datagram socket, which Node lacks, and as the daemon behind it, which keeps every line. */
export class HandedCapture implements DatagramSocket {
  readonly lines: string[] = [];
  /** The fate of a packet: the daemon reads it, there is no daemon, the buffer is full for a while or forever, or the socket is closed. */
  state: 'open' | 'missing' | 'full' | 'stuck' | 'slow' | 'closed' = 'open';
  readonly #stuck: Callback[] = [];
  /** Whether a packet got stuck since the last call of `nextStuck`. */
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

  /** Resolves when a packet gets stuck, or at once if one did since the last call. */
  async nextStuck(): Promise<void> {
    if (!this.#isStuck) {
      await new Promise<void>((resolve) => {
        this.#onStuck = resolve;
      });
    }
    this.#isStuck = false;
  }

  /** Accepts packets again, and rejects those that were stuck. */
  open(): void {
    this.state = 'open';
    for (const callback of this.#stuck.splice(0)) callback(new Error('send ECANCELED'));
  }
}
