import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { send } from '../../src/serving/send.ts';

/** Has room for one chunk, and hands it on when it is told to. */
class SlowStream extends Writable {
  readonly handedOn: string[] = [];
  #handOn: (() => void) | undefined;

  constructor() {
    super({ highWaterMark: 1 });
  }

  handOn(): void {
    this.#handOn?.();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#handOn = () => {
      this.handedOn.push(chunk.toString());
      done();
    };
  }
}

function chunksOf(...texts: string[]) {
  const asked: string[] = [];
  let isEnded = false;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (const text of texts) {
        asked.push(text);
        yield Buffer.from(text);
      }
    } finally {
      isEnded = true;
    }
  }
  return { chunks: chunks(), asked, isEnded: () => isEnded };
}

it('takes the next chunk when the stream has room, and reports each chunk once it is flushed', async () => {
  const stream = new SlowStream();
  const { chunks, asked } = chunksOf('a', 'b');
  const taken: string[] = [];
  const sent = send(chunks, stream, (chunk) => taken.push(Buffer.from(chunk).toString()));
  await nextTurn();
  expect([asked, taken]).toEqual([['a'], []]);
  stream.handOn();
  await nextTurn();
  expect([asked, taken]).toEqual([['a', 'b'], ['a']]);
  stream.handOn();
  await sent;
  expect(taken).toEqual(['a', 'b']);
  expect([stream.handedOn, stream.writableFinished]).toEqual([['a', 'b'], true]);
});

it('rejects when the stream is closed before the end, whose chunk may still be read', async () => {
  const stream = new SlowStream();
  const { chunks, asked, isEnded } = chunksOf('a', 'b');
  const taken: string[] = [];
  const sent = send(chunks, stream, (chunk) => taken.push(Buffer.from(chunk).toString()));
  await nextTurn();
  stream.destroy();
  await expect(sent).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  expect([asked, taken, isEnded()]).toEqual([['a'], [], true]);
});

it('rejects when the stream is closed while a chunk is put together', async () => {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  let closed = false;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.from('a');
      stream.destroy();
      await nextTurn();
      yield Buffer.from('b');
    } finally {
      closed = true;
    }
  }
  await expect(send(chunks(), stream, () => {})).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  expect(closed).toBe(true);
});

it('rejects when somebody else ends the stream', async () => {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a');
    stream.end();
    await nextTurn();
    yield Buffer.from('b');
  }
  await expect(send(chunks(), stream, () => {})).rejects.toThrow('the response was ended by other code');
});

it('rejects with what goes wrong in the page, and leaves the stream to the caller', async () => {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a');
    throw new Error('no second chunk');
  }
  await expect(send(chunks(), stream, () => {})).rejects.toThrow('no second chunk');
  expect(stream.writableEnded).toBe(false);
});
