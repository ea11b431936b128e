import { errorText } from '@bot-metrics/core';
import { type Problem, readSecret, type Secret } from '@bot-metrics/core/options';
import { findAuthorizationMistake } from './authorization-mistake.ts';

/** HTTP Basic (RFC 7617) whose password may be rotated. */
interface Credentials {
  readonly user: string;
  readonly password: Secret;
}

/** Where the value of each header comes from. */
export type HeaderSources = Readonly<Record<string, Secret | Credentials>>;

/** A field name is a token (RFC 9110, section 5.6.2). */
const fieldName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** The characters that `node:http` sends in a field value. */
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Headers that describe the body. The exporter sets them. */
const bodyHeaders = ['content-type', 'content-encoding', 'content-length', 'transfer-encoding'];

/** A function that reads a secret failed, or returned a value that cannot be sent. */
export class UnreadableCredentials extends Error {
  constructor(cause: unknown) {
    super(`cannot read the credentials: ${errorText(cause)}`, { cause });
  }
}

/** The headers of every request. No printable property holds their values. */
export class RequestHeaders {
  readonly #sources: HeaderSources;
  #values: Readonly<Record<string, string>> | undefined;

  constructor(sources: HeaderSources) {
    this.#sources = sources;
  }

  /**
   * Reads the headers on the first call.
   * Rejects, without a secret in the message, if a secret cannot be read or a header cannot be sent.
   */
  async values(): Promise<Readonly<Record<string, string>>> {
    if (this.#values !== undefined) return this.#values;
    const read = await this.#read();
    const [problem] = findHeaderProblems(read);
    if (problem !== undefined) throw new Error(`${problem.path.join('.')}: ${problem.text}`);
    this.#values = read;
    return read;
  }

  /** The secrets in the headers, without the names of schemes, and the decoded credentials of HTTP Basic. No message may show them. */
  get secrets(): readonly string[] {
    return Object.values(this.#values ?? {}).flatMap((value) => {
      const [, scheme, credentials = value] = /^(\w+) +(\S.*)$/.exec(value) ?? [];
      return /^basic$/i.test(scheme ?? '')
        ? [credentials, Buffer.from(credentials, 'base64').toString()]
        : [credentials];
    });
  }

  /** Reads the secrets again, as after a 401. Returns whether one has changed; otherwise the former values stay. */
  async reread(): Promise<boolean> {
    try {
      const [read, former] = [await this.#read(), this.#values ?? {}];
      const hasChanged = Object.entries(read).some(([name, value]) => value !== former[name]);
      if (!hasChanged || findHeaderProblems(read).length > 0) return false;
      this.#values = read;
      return true;
    } catch {
      // A secret that cannot be read now may still be valid; the receiver decides.
      return false;
    }
  }

  async #read(): Promise<Record<string, string>> {
    const entries = Object.entries(this.#sources).map(
      async ([name, source]) => [name, await readHeader(source)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }
}

/** Finds headers that cannot be sent, and mistakes that cause an unexplained 401. No message shows a value. */
export function findHeaderProblems(headers: Readonly<Record<string, Secret>> = {}): Problem[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    // A misplaced "Authorization: Basic …" puts the secret into the name.
    const shown = /^[\w-]*/.exec(name)?.[0] ?? '';
    const problem = (text: string): Problem[] => [{ path: ['headers', shown], text }];
    if (!fieldName.test(name)) return problem('expected a header name; write { authorization: "Basic …" }');
    if (bodyHeaders.includes(name.toLowerCase())) {
      return problem(
        'cannot be set, because it depends on "protocol" and "compression"; remove it, and set these options',
      );
    }
    if (typeof value !== 'string') return [];
    if (!fieldValue.test(value)) {
      return problem('expected characters that HTTP allows, received a line break or another character; remove it');
    }
    if (/^\w+%20/.test(value)) return problem('expected a space, received "%20"; write a space');
    const mistake = name.toLowerCase() === 'authorization' ? findAuthorizationMistake(value) : undefined;
    return mistake === undefined ? [] : problem(mistake);
  });
}

async function readHeader(source: Secret | Credentials): Promise<string> {
  if (typeof source !== 'object') return readSecret(source);
  const { user, password } = source;
  return `Basic ${Buffer.from(`${user}:${await readSecret(password)}`).toString('base64')}`;
}
