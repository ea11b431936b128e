import { readFileSync } from 'node:fs';

/** A secret, or where it is read: an environment variable, or a file whose last line break is left out. */
export type OtlpSecret = string | { readonly env: string } | { readonly file: string };

/** What a secret is now, or why it cannot be read. Never throws; a file is read at once, as it is small and local. */
export function readSecret(secret: unknown): { readonly text: string } | { readonly problem: string } {
  if (typeof secret === 'string') return { text: secret };
  if (typeof secret === 'object' && secret !== null) {
    if ('env' in secret && typeof secret.env === 'string') return readVariable(secret.env);
    if ('file' in secret && typeof secret.file === 'string') return readSecretFile(secret.file);
  }
  return { problem: `is of type ${typeof secret}; write a string, { env: NAME } or { file: PATH }` };
}

function readVariable(name: string): { text: string } | { problem: string } {
  const text = process.env[name];
  if (text) return { text };
  // Whoever writes the secret itself here shall not find it in a log.
  const shown = /^\w+$/.test(name) && name.length < 64 ? name : '(not the name of one)';
  return { problem: `environment variable ${shown} is not set; set it` };
}

function readSecretFile(file: string): { text: string } | { problem: string } {
  try {
    return { text: readFileSync(file, 'utf8').replace(/\r?\n$/, '') };
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return { problem: `file ${file} cannot be read (${why})` };
  }
}
