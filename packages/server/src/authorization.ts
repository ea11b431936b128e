import { createHash, timingSafeEqual } from 'node:crypto';
import { readSecret, type Secret } from '@bot-metrics/core/options';

/** What a client must know: HTTP Basic (RFC 7617) or a bearer token (RFC 6750). */
export type Auth = { readonly username: string; readonly password: Secret } | { readonly token: Secret };

/** A secret that may have changed is read again at most this often, so that guesses do not cause reads. */
const REREAD_SECONDS = 1;

/**
 * Decides whether an Authorization header is the expected one.
 *
 * It compares digests of equal length in constant time: the response time reveals neither the length nor the beginning of
 * the expected value.
 */
export class Authorization {
  /** The value of the header `www-authenticate`. */
  readonly challenge: string;
  readonly #auth: Auth;
  #expected: Buffer | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(auth: Auth) {
    this.#auth = auth;
    this.challenge = 'token' in auth ? 'Bearer' : 'Basic realm="metrics", charset="UTF-8"';
  }

  /** Rejects with what a function of the user rejects with when it reads the secret. */
  async allows(header = ''): Promise<boolean> {
    const given = digest(normalize(header));
    this.#expected ??= await this.#read();
    if (timingSafeEqual(given, this.#expected)) return true;
    if (!this.#mayReread()) return false;
    this.#expected = await this.#read();
    return timingSafeEqual(given, this.#expected);
  }

  #mayReread(): boolean {
    const secret = 'token' in this.#auth ? this.#auth.token : this.#auth.password;
    return typeof secret === 'function' && performance.now() / 1000 - this.#readAt >= REREAD_SECONDS;
  }

  async #read(): Promise<Buffer> {
    this.#readAt = performance.now() / 1000;
    return digest(normalize(await authorizationHeader(this.#auth)));
  }
}

/** The header value that a client must send. */
export async function authorizationHeader(auth: Auth): Promise<string> {
  if ('token' in auth) return `Bearer ${await readSecret(auth.token)}`;
  return `Basic ${Buffer.from(`${auth.username}:${await readSecret(auth.password)}`).toString('base64')}`;
}

/** The scheme is case-insensitive, and more than one space may follow it (RFC 9110, section 11.4). */
function normalize(header: string): string {
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+) *$/.exec(header) ?? [];
  return `${scheme.toLowerCase()} ${credentials}`;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
