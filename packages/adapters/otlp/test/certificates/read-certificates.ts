import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A private authority and its certificates, which `make.sh` creates. */
export const certificates = {
  authority: path('authority.pem'),
  /** For `receiver.test` and 127.0.0.1. */
  server: { cert: readFileSync(path('server.pem')), key: readFileSync(path('server.key')) },
  client: { cert: path('client.pem'), key: path('client.key') },
};
