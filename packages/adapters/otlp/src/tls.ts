import { createSecureContext } from 'node:tls';
import { configurationError, type Pem, type Problem, readSecret } from '@bot-metrics/core/options';

/** The option `tls`. */
export interface TlsOptions {
  readonly ca?: Pem | undefined;
  readonly cert?: Pem | undefined;
  readonly key?: Pem | undefined;
}

/** Certificates and key as `node:tls` takes them. */
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

/** Finds what is wrong with the option. No message shows a certificate or a key; functions are not called. */
export function tlsProblems(options: TlsOptions | undefined, url: string): Problem[] {
  if (options === undefined) return [];
  const { cert, key } = options;
  if (url.startsWith('http:')) {
    return [{ path: ['tls'], text: 'needs an https URL, and this one is http; write https, or remove the option' }];
  }
  if ((cert === undefined) !== (key === undefined)) {
    return [{ path: ['tls'], text: 'a client certificate needs both "cert" and "key", in PEM; set both' }];
  }
  const entries = Object.entries(options).filter(([, pem]) => pem !== undefined);
  if (entries.some(([, pem]) => typeof pem === 'function')) return [];
  try {
    createSecureContext(Object.fromEntries(entries.map(([name, pem]) => [name, toNode(pem)])));
    return [];
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'not PEM';
    const text = `the certificates cannot be used (${why}); set them in PEM, and the key that belongs to "cert"`;
    return [{ path: ['tls'], text }];
  }
}

async function readPem(name: string, pem: Pem): Promise<string | Buffer> {
  try {
    return toNode(pem instanceof Uint8Array ? pem : await readSecret(pem));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw configurationError([{ path: ['tls', name], text: `cannot be read: ${why}` }], error);
  }
}

function toNode(pem: string | Uint8Array): string | Buffer {
  return typeof pem === 'string' ? pem : Buffer.from(pem);
}
