/** Longer bodies are not read: no receiver's answer to an export is as long. */
export const MAX_BODY_BYTES: number = 64 * 1024;

/** The received part of an answer's body. */
export interface ReceivedBody {
  readonly bytes: Uint8Array;
  /** Why the body is incomplete; `undefined` for a complete one. */
  readonly fault?: 'was longer than 64 KiB' | 'broke off';
}

/**
 * Reads the body of an answer, up to 64 KiB. It then stops reading, which closes the connection of a Node stream or of `fetch`. Never
 * rejects: a connection that breaks ends the body. The caller ends a slow body by aborting the request.
 * @param chunks a Node stream, or `response.body` of `fetch`; nothing for an answer without a body
 */
export async function readBody(chunks: AsyncIterable<Uint8Array> | null | undefined): Promise<ReceivedBody> {
  const received: Uint8Array[] = [];
  let length = 0;
  let fault: ReceivedBody['fault'];
  try {
    for await (const chunk of chunks ?? []) {
      received.push(chunk.subarray(0, MAX_BODY_BYTES - length));
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) continue;
      fault = 'was longer than 64 KiB';
      break;
    }
  } catch {
    fault ??= 'broke off';
  }
  const bytes = join(received);
  return fault === undefined ? { bytes } : { bytes, fault };
}

/** Decodes a body as UTF-8, without a byte order mark. */
export function bodyText({ bytes }: Pick<ReceivedBody, 'bytes'>): string {
  return new TextDecoder().decode(bytes);
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
