import { TimeSlice } from '@bot-metrics/core/encoding';
import type { Format } from './formats/format.ts';
import type { Page } from './page.ts';

/**
 * Writes the page in chunks and gives the event loop turns: before the first chunk, because the snapshot has just been collected,
 * and between chunks, because a consumer that always has room would otherwise keep the loop busy until the last series. Turns go
 * by time: one per chunk would double the time of a page of cached messages.
 */
export async function* exposition(page: Page, format: Format): AsyncGenerator<Uint8Array> {
  const slice = new TimeSlice();
  await slice.renew();
  for (const chunk of format.write(page)) {
    if (chunk.length > 0) yield chunk;
    if (slice.isOver) await slice.renew();
  }
}
