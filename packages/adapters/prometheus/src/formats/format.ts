import type { Page } from '../page.ts';

/** Instead of a chunk that is not full yet: whoever reads the page may do something else first. */
export const NOTHING: Uint8Array = new Uint8Array(0);

/** A way to write a page. Adding one: a file in this folder, and its line in `formats.ts`. */
export interface Format {
  readonly contentType: string;
  /** Whether it answers a media range of an Accept header, such as `text/plain` with its parameters in lower case. */
  answers(mediaRange: string, parameters: ReadonlyMap<string, string>): boolean;
  /** Whether it has room for names that are more than letters, digits and underscores. */
  readonly quotesNames: boolean;
  /**
   * Writes the page in chunks of about 64 kB, with `NOTHING` between parts of one that take long where the code is not compiled
   * yet. Whoever asks for them gives the event loop its turn in between.
   */
  write(page: Page): Generator<Uint8Array>;
}
