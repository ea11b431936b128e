/** A file in a multipart form, without its content. */
export interface UploadedFile {
  readonly filename: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

/**
 * Reads the parts of a `multipart/form-data` body by name: text fields as text, files as their metadata.
 * Source: RFC 7578
 */
export function readMultipartForm(body: Buffer, boundary: string): Record<string, string | UploadedFile> {
  const fields: Record<string, string | UploadedFile> = {};
  // Latin 1 maps each byte to one character, so text positions equal byte positions.
  const parts = `\r\n${body.toString('latin1')}`.split(`\r\n--${boundary}`).slice(1, -1);
  for (const part of parts) {
    const headEnd = part.indexOf('\r\n\r\n');
    const head = part.slice(0, headEnd);
    const content = Buffer.from(part.slice(headEnd + 4), 'latin1');
    const name = findParameter(head, 'name') ?? '';
    const filename = findParameter(head, 'filename');
    const contentType = /^content-type: *(.*)$/im.exec(head)?.[1]?.trim() ?? 'application/octet-stream';
    fields[name] = filename === undefined ? content.toString() : { filename, contentType, sizeBytes: content.length };
  }
  return fields;
}

/** Quoted, as sent by browsers and fetch, or plain, as sent by grammY. */
function findParameter(head: string, name: string): string | undefined {
  const found = new RegExp(`\\b${name}=(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(head);
  return found?.[1] ?? found?.[2];
}
