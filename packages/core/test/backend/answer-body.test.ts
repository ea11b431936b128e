import { expect, test } from 'vitest';
import { bodyText, MAX_BODY_BYTES, readBody } from '../../src/backend/answer-body.ts';

async function* chunksOf(...parts: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield new TextEncoder().encode(part);
  }
}

test('reads a body to its end', async () => {
  const body = await readBody(chunksOf('out of', ' order'));
  expect(bodyText(body)).toBe('out of order');
  expect(body.fault).toBeUndefined();
  expect((await readBody(null)).bytes).toHaveLength(0);
});

test('stops reading an endless body, and closes its source', async () => {
  let isClosed = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield new Uint8Array(10_000);
    } finally {
      isClosed = true;
    }
  }
  const body = await readBody(endless());
  expect(body).toMatchObject({ fault: 'was longer than 64 KiB' });
  expect(body.bytes).toHaveLength(MAX_BODY_BYTES);
  expect(isClosed).toBe(true);
});

test('keeps the beginning of a body that breaks off', async () => {
  const body = await readBody(chunksOf('out of', new Error('aborted')));
  expect([bodyText(body), body.fault]).toEqual(['out of', 'broke off']);
});
