import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/**
 * Writes chunks to a stream as fast as it takes them, and ends it. Rejects as `pipeline` does, which does not tell what was taken.
 * @param taken hears of each chunk that the stream has handed on, so that its memory may be written over; of none where middleware
 * has put something between that does not say so
 */
export async function send(
  chunks: AsyncIterable<Uint8Array>,
  stream: Writable,
  taken: (chunk: Uint8Array) => void,
): Promise<void> {
  const ended = finished(stream);
  // It may be closed while nobody waits for that. Then it has no room for the next chunk, and this is waited for.
  ended.catch(() => {});
  for await (const chunk of chunks) {
    if (stream.writableEnded) throw new Error('somebody else has ended the answer');
    const hasRoom = stream.write(chunk, (error) => {
      if (!error) taken(chunk);
    });
    if (!hasRoom) await Promise.race([once(stream, 'drain'), ended]);
  }
  stream.end();
  await ended;
}
