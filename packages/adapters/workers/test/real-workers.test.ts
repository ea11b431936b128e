import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const primary = fileURLToPath(new URL('primary.mjs', import.meta.url));

it.each(['cluster', 'threads'])(
  'real workers (%s) report everything before they exit',
  async (kind) => {
    const { stdout } = await run(process.execPath, [primary, kind, '3', '1000']);
    expect(JSON.parse(stdout)).toEqual({ 'sent kind primary': 1, 'sent kind worker': 3000, sizes: 3000, open: 0 });
  },
  30_000,
);
