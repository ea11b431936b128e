import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = fileURLToPath(new URL('type-errors', import.meta.url));
const options = ['--ignoreConfig', '--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext'];

test.each(globSync('*.mts', { cwd: folder }))(
  'each wrong use in %s fails to compile, and nothing else does',
  async (file) => {
    const { stdout } = await run(
      `${root}node_modules/.bin/tsc`,
      [...options, '--target', 'es2023', '--types', 'node', '--skipLibCheck', '--pretty', 'false', file],
      { cwd: folder },
    ).catch((error: { stdout: string }) => error);

    const failing = [...stdout.matchAll(/^[\w.-]+\((\d+),\d+\): error/gm)].map(([, line]) => Number(line));
    const marked = readFileSync(`${folder}/${file}`, 'utf8')
      .split('\n')
      .flatMap((text, i) => (text.endsWith('// error') ? [i + 1] : []));

    expect(marked.length).toBeGreaterThan(3);
    expect([...new Set(failing)]).toEqual(marked);
  },
);
