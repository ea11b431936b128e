import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { extractComments, headingAnchors, markdownLinks } from './citations.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => existsSync(root + path));
const documents = files.filter((path) => path.endsWith('.md'));
const sources = files.filter((path) => /\.(?:ts|mts|cts|mjs|cjs)$/.test(path) && !path.startsWith('test/citations'));
const read = (path: string): string => readFileSync(root + path, 'utf8');

/** The text of each file that can cite another: a whole document, or the comments of a source file. */
const prose = [
  ...documents.map((path) => ({ path, text: read(path) })),
  ...sources.map((path) => ({ path, text: extractComments(read(path)) })),
];

/** Whether one of the folders has the cited file and the file has the cited heading. */
function resolves(citation: string, folders: readonly string[]): boolean {
  const [path = '', anchor] = citation.split('#');
  const file = folders.map((folder) => normalize(join(folder, path))).find((one) => existsSync(root + one));
  return file !== undefined && (anchor === undefined || headingAnchors(read(file)).has(anchor));
}

test('every relative link of a Markdown file leads to a file and a heading', () => {
  const dead = documents.flatMap((path) =>
    markdownLinks(read(path))
      .filter((link) => !resolves(link.startsWith('#') ? path.split('/').at(-1) + link : link, [dirname(path)]))
      .map((link) => `${path}: ${link}`),
  );
  expect(documents.length).toBeGreaterThan(40);
  expect(dead).toEqual([]);
});

test('every docs/ page that a comment cites exists and has the cited heading', () => {
  const cited = prose.flatMap(({ path, text }) =>
    [...text.matchAll(/(?<![\w/.-])docs\/[\w./-]+\.md(?:#[\w-]+)?/g)].map(([citation]) => ({ path, citation })),
  );
  const dead = cited.filter(({ path, citation }) => {
    const packageFolder = /^packages\/(?:adapters\/|integrations\/)?[^/]+/.exec(path)?.[0];
    return !resolves(citation, packageFolder === undefined ? ['.'] : ['.', packageFolder]);
  });
  expect(cited.length).toBeGreaterThan(0);
  expect(dead).toEqual([]);
});

test('nothing cites a file outside the repository', () => {
  const outside =
    /(?<![\w/-])(?:shared|facts)\/|\b(?:API|SEMANTICS|GOALS|METRICS|ARCHITECTURE|STYLE|HOUSE|MOVES)\.md\b|\bGOALS\b|\bSEMANTICS\b/;
  const found = prose.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line) => (outside.test(line) ? [`${path}: ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});

test('headings become anchors as on GitHub, and links in code do not count', () => {
  const text = '# A & B: `c`\n## Limits\n```sh\n# no heading\n```\n## Limits\n';
  expect([...headingAnchors(text)]).toEqual(['a--b-c', 'limits', 'limits-1']);
  expect(markdownLinks('[a](b.md#c) `[x](y.md)` [d](https://e.example) [f](#g)')).toEqual(['b.md#c', '#g']);
  expect(extractComments("const url = 'https://a.example'; // why\n/** what */")).toBe('// why\n/** what */');
});
