import { TimeSlice } from '@bot-metrics/core/encoding';
import type { Format } from '../formats/format.ts';
import type { Page } from './page.ts';

/**
 * Writes the page in chunks and yields to the event loop: before the first chunk, because the snapshot has just been collected,
 * and between chunks, because a consumer that always has room would otherwise block the loop until the last series. Without this,
 * the first protobuf page of 100,000 series stalls the loop for more than 100 ms (decision 0016 of core). It yields by time: once
 * per chunk would double the time of a page of cached messages.
 */
export async function* exposition(page: Page, format: Format): AsyncGenerator<Uint8Array> {
  const slice = new TimeSlice();
  await slice.renew();
  for (const chunk of format.write(page)) {
    if (chunk.length > 0) yield chunk;
    if (slice.isOver) await slice.renew();
  }
}
