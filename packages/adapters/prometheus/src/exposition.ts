import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Format } from './formats/format.ts';
import type { Page } from './page.ts';

/** The longest time without a turn of the event loop. A turn after each chunk would double the time of a protobuf page. */
const TURN_MILLISECONDS = 1;

/**
 * The page in chunks. Yields to the event loop between them, because a consumer that always has room would otherwise block it until
 * the last series is written, and before the first, because collecting has just taken its share. Without this, the first protobuf page
 * of 100,000 series stalls the loop for more than 100 ms (decision 0016 of core).
 */
export async function* exposition(page: Page, format: Format): AsyncGenerator<Uint8Array> {
  await nextTurn();
  let turned = performance.now();
  for (const chunk of format.write(page)) {
    if (chunk.length > 0) yield chunk;
    if (performance.now() - turned < TURN_MILLISECONDS) continue;
    await nextTurn();
    turned = performance.now();
  }
}
