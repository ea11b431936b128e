import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Format } from './formats/format.ts';
import type { Page } from './page.ts';

/**
 * The page in chunks, with a turn of the event loop after each: a consumer that always has room would otherwise keep
 * the loop busy until the last series is written.
 */
export async function* exposition(page: Page, format: Format): AsyncGenerator<Uint8Array> {
  for (const chunk of format.write(page)) {
    if (chunk.length > 0) yield chunk;
    await nextTurn();
  }
}
