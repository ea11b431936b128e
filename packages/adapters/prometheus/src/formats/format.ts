import type { Page } from '../serving/page.ts';

/** Yielded instead of a chunk that is not full yet, so that the reader can yield to the event loop. */
export const NOTHING: Uint8Array = new Uint8Array(0);

/** A format of the page. To add one, create a file in this folder and list it in `formats.ts`. */
export interface Format {
  readonly contentType: string;
  /** Whether it satisfies a media range of an Accept header, such as `text/plain` with its parameters in lower case. */
  accepts(mediaRange: string, parameters: ReadonlyMap<string, string>): boolean;
  /** Whether names may have characters other than letters, digits and underscores. */
  readonly quotesNames: boolean;
  /**
   * Writes the page in chunks of about 64 kB, and yields `NOTHING` between steps of one, because interpreted code takes long for a
   * chunk. The reader yields to the event loop between them.
   */
  write(page: Page): Generator<Uint8Array>;
}
