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
  const [scheme = '', secret = ''] = authorizationHeader(auth).split(' ');
  const expected = digest(secret);
  return {
    challenge: scheme === 'Bearer' ? scheme : 'Basic realm="metrics", charset="UTF-8"',
    allows(header = '') {
      const [, given = '', credentials = ''] = /^(\S+) +(\S+) *$/.exec(header) ?? [];
      const isRight = timingSafeEqual(digest(credentials), expected);
      return given.toLowerCase() === scheme.toLowerCase() && isRight;
    },
  };
}

/** What who knows sends. */
export function authorizationHeader(auth: Auth): string {
  if ('token' in auth) return `Bearer ${auth.token}`;
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
}

/** What is wrong with credentials; none of it shows them. */
export function authProblems(auth: Auth): string[] {
  if ('token' in auth)
    return isText(auth.token) && !/\s/.test(auth.token) ? [] : ['auth.token must be text without spaces'];
  const problems: string[] = [];
  if (!isText(auth.username) || auth.username.includes(':')) {
    problems.push('auth.username must be text without ":" (RFC 7617, section 2)');
  }
  if (!isText(auth.password)) problems.push('auth.password must be text that is not empty; or give auth.token');
  return problems;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
