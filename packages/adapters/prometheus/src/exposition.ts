import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Format } from './formats/format.ts';
import type { Page } from './page.ts';

/** After which the event loop gets its turn. One for each chunk would take as long again as a page of kept messages. */
const TURN_MILLISECONDS = 1;

/**
 * The page in chunks, with turns of the event loop between them, and before the first, as what is on the page was collected just
 * now: a consumer that always has room would otherwise keep the loop busy until the last series is written.
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
