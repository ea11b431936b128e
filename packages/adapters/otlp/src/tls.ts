import { createSecureContext } from 'node:tls';
import { type OtlpSecret, readSecret } from './secret.ts';

/** Whose certificate the receiver may have, and the one to show to it. All in PEM. */
export interface OtlpTlsOptions {
  /** The receiver's certificate must be signed by one of these. @default the authorities that Node knows */
  readonly ca?: OtlpSecret | Buffer;
  /** The client certificate, with those between it and its authority. @default none */
  readonly cert?: OtlpSecret | Buffer;
  /** The private key of `cert`, without a passphrase. @default none */
  readonly key?: OtlpSecret | Buffer;
}

/** What `node:tls` takes. */
export interface TlsMaterial {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

const names = ['ca', 'cert', 'key'] as const;

/** The certificates as they are now, and what is wrong with them, without a word of what they hold. */
export function tlsOf(
  options: OtlpTlsOptions | undefined,
  url: string,
): { readonly tls?: TlsMaterial; readonly problems: readonly string[] } {
  if (options === undefined) return { problems: [] };
  const problems: string[] = [];
  const tls: { -readonly [K in keyof TlsMaterial]: TlsMaterial[K] } = {};
  for (const name of names) {
    const given = options[name];
    if (given === undefined) continue;
    const read = Buffer.isBuffer(given) ? { text: given } : readSecret(given);
    if ('problem' in read) problems.push(`tls: ${name}: ${read.problem}`);
    else tls[name] = read.text;
  }
  if ((options.cert === undefined) !== (options.key === undefined)) {
    problems.push('tls: a client needs both cert and key, in PEM; give both');
  }
  if (url.startsWith('http:')) problems.push('tls: is for https, and the URL is http; write https, or leave it out');
  if (problems.length === 0) problems.push(...materialProblems(tls));
  return { tls, problems };
}

function materialProblems(tls: TlsMaterial): string[] {
  try {
    createSecureContext(tls);
    return [];
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'no PEM';
    return [`tls: the certificates cannot be used (${why}); give them in PEM, and the key that belongs to cert`];
  }
}
