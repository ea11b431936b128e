import { createSecureContext } from 'node:tls';
import { errorText } from '@bot-metrics/core';
import { configurationError, type Pem, type Problem, readSecret } from '@bot-metrics/core/options';

/** The option `tls`. */
export interface TlsOptions {
  readonly ca?: Pem | undefined;
  readonly cert?: Pem | undefined;
  readonly key?: Pem | undefined;
}

/** Certificates and key in the form of `node:tls`. */
export interface TlsMaterial {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

/** Reads the certificates and the key. @throws BotMetricsError `invalid_configuration` if a function of the user fails */
export async function loadTls(options: TlsOptions | undefined): Promise<TlsMaterial | undefined> {
  if (options === undefined) return undefined;
  const entries = Object.entries(options).filter((entry): entry is [string, Pem] => entry[1] !== undefined);
  return Object.fromEntries(await Promise.all(entries.map(async ([name, pem]) => [name, await readPem(name, pem)])));
}

/** Finds problems of the option. No message shows a certificate or a key. Functions are not called. */
export function findTlsProblems(options: TlsOptions | undefined, url: string): Problem[] {
  if (options === undefined) return [];
  const { cert, key } = options;
  if (url.startsWith('http:')) {
    return [{ path: ['tls'], text: 'needs an https URL, received http; write https, or remove the option' }];
  }
  if ((cert === undefined) !== (key === undefined)) {
    return [
      {
        path: ['tls'],
        text: 'expected both "cert" and "key" of a client certificate, received one of them; set both, in PEM',
      },
    ];
  }
  const entries = Object.entries(options).filter(([, pem]) => pem !== undefined);
  if (entries.some(([, pem]) => typeof pem === 'function')) return [];
  try {
    createSecureContext(Object.fromEntries(entries.map(([name, pem]) => [name, toNodePem(pem)])));
    return [];
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'not PEM';
    const text = `expected certificates in PEM, received one that Node rejects (${why}); set PEM, and the key that belongs to "cert"`;
    return [{ path: ['tls'], text }];
  }
}

async function readPem(name: string, pem: Pem): Promise<string | Buffer> {
  try {
    return toNodePem(pem instanceof Uint8Array ? pem : await readSecret(pem));
  } catch (error) {
    const why = errorText(error);
    throw configurationError(
      [{ path: ['tls', name], text: `cannot be read: ${why}; correct the function that reads it` }],
      error,
    );
  }
}

function toNodePem(pem: string | Uint8Array): string | Buffer {
  return typeof pem === 'string' ? pem : Buffer.from(pem);
}
