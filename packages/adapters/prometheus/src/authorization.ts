import { createHash, timingSafeEqual } from 'node:crypto';

/** What a scraper must know: HTTP Basic (RFC 7617) or a bearer token (RFC 6750). */
export type Auth = { readonly username: string; readonly password: string } | { readonly token: string };

/** Tells whether an Authorization header is the right one, and what to answer where it is not. */
export interface Authorization {
  readonly challenge: string;
  allows(header: string | undefined): boolean;
}

/**
 * Compares digests of equal length in constant time, so that an answer's time tells neither length nor beginning of what
 * would have been right.
 */
export function authorization(auth: Auth): Authorization {
  const isBearer = 'token' in auth;
  const scheme = isBearer ? 'bearer' : 'basic';
  const expected = digest(isBearer ? auth.token : Buffer.from(`${auth.username}:${auth.password}`).toString('base64'));
  return {
    challenge: isBearer ? 'Bearer' : 'Basic realm="metrics", charset="UTF-8"',
    allows(header = '') {
      const [, given = '', credentials = ''] = /^(\S+) +(\S+) *$/.exec(header) ?? [];
      const isRight = timingSafeEqual(digest(credentials), expected);
      return given.toLowerCase() === scheme && isRight;
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
