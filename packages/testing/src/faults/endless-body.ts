import type { ServerResponse } from 'node:http';

const chunk = Buffer.alloc(16 * 1024, ' ');

/** Writes a body that ends only with the connection, as fast as the client reads it. */
export function writeEndlessBody(response: ServerResponse): void {
  const write = (): void => {
    if (response.destroyed) return;
    // A turn of the event loop lets the client act on what it has read.
    if (response.write(chunk)) setImmediate(write);
    else response.once('drain', write);
  };
  response.on('error', () => {});
  write();
}
