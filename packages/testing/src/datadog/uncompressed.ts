import { gunzipSync, inflateSync } from 'node:zlib';
import { Refusal } from './refusal.ts';

/** Maximum size of a request in bytes. */
export interface SizeLimit {
  readonly compressed: number;
  readonly uncompressed: number;
}

/**
 * @throws Refusal 413 for too large a body, 415 for an encoding other than gzip and deflate, 400 for a body that does
 * not match its encoding
 */
export function uncompressed(body: Buffer, encoding: string | undefined, limit: SizeLimit): Buffer {
  if (body.length > limit.compressed) throw tooLarge(`${body.length} bytes`);
  if (encoding === undefined || encoding === 'identity') return body;
  if (encoding !== 'gzip' && encoding !== 'deflate')
    throw new Refusal(415, `Content-Encoding ${encoding} is not supported`);
  try {
    return (encoding === 'gzip' ? gunzipSync : inflateSync)(body, { maxOutputLength: limit.uncompressed });
  } catch (error) {
    const isLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw isLarge ? tooLarge('decompressed') : new Refusal(400, `the body must be ${encoding}`);
  }
}

function tooLarge(what: string): Refusal {
  return new Refusal(413, `Payload too large: ${what}`);
}
