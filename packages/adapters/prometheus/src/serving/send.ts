import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/**
 * Writes chunks to a stream as fast as it takes them, and ends it. Rejects in the same cases as `pipeline`, which does not report
 * flushed chunks.
 * @param flushed called when a chunk may be overwritten; never if middleware drops write callbacks
 */
export async function send(
  chunks: AsyncIterable<Uint8Array>,
  stream: Writable,
  flushed: (chunk: Uint8Array) => void,
): Promise<void> {
  const ended = finished(stream);
  // The stream may close while nobody waits for it. The next wait for room then rejects.
  ended.catch(() => {});
  for await (const chunk of chunks) {
    if (stream.writableEnded) throw new Error('the response was ended by other code');
    const hasRoom = stream.write(chunk, (error) => {
      if (!error) flushed(chunk);
    });
    if (!hasRoom) await Promise.race([once(stream, 'drain'), ended]);
  }
  stream.end();
  await ended;
}
