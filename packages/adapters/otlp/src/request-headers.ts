import { headerProblems } from './headers.ts';
import { headerMistakes } from './known-mistakes.ts';
import { type OtlpSecret, readSecret } from './secret.ts';

/** HTTP Basic with a password that may change. */
interface Credentials {
  readonly user: string;
  readonly password: OtlpSecret;
}

/** Where the text of each header comes from. */
export type HeaderSources = Readonly<Record<string, OtlpSecret | Credentials>>;

/** The headers of every request. Their texts are in no object that could be printed. */
export class RequestHeaders {
  readonly #sources: HeaderSources;
  readonly #current: Record<string, string> = {};
  /** Of the texts as they were when this was made, without a word of them. */
  readonly problems: readonly string[];

  constructor(sources: HeaderSources) {
    this.#sources = sources;
    const unreadable: string[] = [];
    for (const [name, source] of Object.entries(sources)) {
      const read = readHeader(source);
      if ('text' in read) this.#current[name] = read.text;
      // A name that is no name may hold the secret; it is told below.
      else unreadable.push(`headers: "${/^[\w-]*/.exec(name)?.[0]}": ${read.problem}`);
    }
    this.problems = [...unreadable, ...headerMistakes(this.#current), ...headerProblems(this.#current)];
  }

  get current(): Readonly<Record<string, string>> {
    return this.#current;
  }

  /**
   * Reads the secrets again, as after a 401, and tells whether one has changed. What cannot be read or sent stays as it was.
   */
  reread(): boolean {
    let hasChanged = false;
    for (const [name, source] of Object.entries(this.#sources)) {
      const read = readHeader(source);
      if (!('text' in read) || read.text === this.#current[name]) continue;
      if (headerProblems({ [name]: read.text }).length > 0) continue;
      this.#current[name] = read.text;
      hasChanged = true;
    }
    return hasChanged;
  }
}

function readHeader(source: OtlpSecret | Credentials): ReturnType<typeof readSecret> {
  if (typeof source !== 'object' || source === null || !('password' in source)) return readSecret(source);
  const read = readSecret(source.password);
  if ('problem' in read) return read;
  return { text: `Basic ${Buffer.from(`${source.user}:${read.text}`).toString('base64')}` };
}
