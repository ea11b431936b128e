import { execFile } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = fileURLToPath(new URL('.cache/readme', import.meta.url));
const readmes = ['README.md', ...globSync('packages/{*,adapters/*,integrations/*}/README.md', { cwd: root })].sort();
const headings = ['## What it is', '## Install', '## Smallest example', '## Options', '## Limits and surprises'];

/** The fenced code blocks in a language. */
function fences(path: string, language: string): string[] {
  const text = readFileSync(root + path, 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code = '']) => code);
}

test('every ts fence of every README and guide compiles against the published packages', async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const guides = globSync(['docs/*.md', 'packages/**/docs/*.md'], {
    cwd: root,
    exclude: (path) => String(path).includes('node_modules'),
  });
  const files = [...readmes, ...guides].flatMap((path) =>
    fences(path, 'ts').map((code, i) => {
      const file = `${path.replaceAll('/', '.')}.${i}.mts`;
      writeFileSync(`${folder}/${file}`, code);
      return file;
    }),
  );
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    'node',
    '--skipLibCheck',
  ];
  const { stdout } = await run(`${root}node_modules/.bin/tsc`, [...options, ...files], { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  );
  expect(files.length).toBeGreaterThanOrEqual(readmes.length);
  expect(stdout).toBe('');
});

test.each(readmes.slice(1))('%s has the five standard headings in order', (path) => {
  const found = readFileSync(root + path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('## '));
  expect(found).toEqual(headings);
});

test('the root README has at most 150 lines and links every guide', () => {
  const text = readFileSync(`${root}README.md`, 'utf8');
  expect(text.split('\n').length).toBeLessThanOrEqual(150);
  const guides = globSync('packages/*/docs/*.md', { cwd: root });
  expect(guides.length).toBeGreaterThan(6);
  for (const guide of guides) expect(text).toContain(`](${guide})`);
});
