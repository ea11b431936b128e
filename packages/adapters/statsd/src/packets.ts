import type { StatsdSettings } from './options.ts';

/** How a transport delimits the lines of a packet. */
export interface Framing {
  /** Ends the last line of a packet: nothing in a datagram, a line feed in a stream. */
  readonly ending: '' | '\n';
  frame(packet: Buffer): Buffer;
}

export function createFraming(settings: StatsdSettings): Framing {
  const isPrefixed = !isDatagram(settings) && settings.protocol === 'uds' && settings.dialect === 'dogstatsd';
  return {
    ending: isDatagram(settings) || isPrefixed ? '' : '\n',
    frame: isPrefixed ? prefixLength : (packet) => packet,
  };
}

/** Whether each packet is a datagram. A socket of the application always sends datagrams. */
export function isDatagram({ protocol, socket }: StatsdSettings): boolean {
  return socket !== undefined || protocol === 'udp';
}

/**
 * Precedes a packet with its length in 4 bytes, little-endian, as the stream socket of the Datadog Agent expects it.
 * Source: https://github.com/DataDog/datadog-go/blob/master/statsd/uds.go
 */
function prefixLength(packet: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(packet.length);
  return Buffer.concat([length, packet]);
}

/** Fills packets with lines up to a size. A text that is added is never split. */
export class Packets {
  readonly #maxBytes: number;
  readonly #ending: string;
  readonly #full: Buffer[] = [];
  #open = '';
  #openBytes = 0;

  constructor(maxBytes: number, ending: Framing['ending']) {
    this.#maxBytes = maxBytes;
    this.#ending = ending;
  }

  /** Whether the text fits in an empty packet. */
  fits(text: string): boolean {
    const maxBytes = this.#maxBytes - this.#ending.length;
    // A UTF-16 unit takes at most 3 bytes, so that most texts need not be measured.
    return text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes;
  }

  /** @param text must fit */
  add(text: string): void {
    const bytes = Buffer.byteLength(text);
    if (this.#openBytes > 0 && this.#openBytes + 1 + bytes + this.#ending.length > this.#maxBytes) this.#close();
    if (this.#openBytes > 0) {
      this.#open += '\n';
      this.#openBytes += 1;
    }
    this.#open += text;
    this.#openBytes += bytes;
  }

  /** Returns all packets. The object cannot be used after that. */
  take(): Buffer[] {
    if (this.#openBytes > 0) this.#close();
    return this.#full;
  }

  #close(): void {
    this.#full.push(Buffer.from(this.#open + this.#ending));
    this.#open = '';
    this.#openBytes = 0;
  }
}
