import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Measurement, Task } from './measure.ts';
import { exposition, recording } from './rows.ts';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('.', import.meta.url));

export interface Figure {
  readonly median: number;
  readonly bytes?: number;
  readonly correct: boolean;
}

export interface Figures {
  readonly version: string;
  of(task: Task): Figure;
}

/** Measures everything that the rows name, each in a fresh process of that Node. */
export async function measureAll(major: number, progress: (done: number, all: number) => void): Promise<Figures> {
  const node = nodeOf(major);
  const script = await bundled();
  const tasks = new Map<string, Task>();
  for (const { ours, theirs } of [...recording, ...exposition]) {
    for (const task of [ours, theirs]) if (task !== undefined) tasks.set(JSON.stringify(task), task);
  }
  const figures = new Map<string, Figure>();
  for (const key of tasks.keys()) {
    const { stdout } = await run(node, ['--max-semi-space-size=32', script, key], { maxBuffer: 1 << 24 });
    const { rounds, ...rest } = JSON.parse(stdout) as Measurement;
    figures.set(key, { ...rest, median: [...rounds].sort((a, b) => a - b)[rounds.length >> 1]! });
    progress(figures.size, tasks.size);
  }
  const { stdout: version } = await run(node, ['--version']);
  return { version: version.trim(), of: (task) => figures.get(JSON.stringify(task))! };
}

/** Node 20 does not strip types, so the script is made plain JavaScript; packages stay what is installed. */
async function bundled(): Promise<string> {
  const outfile = join(folder, '.cache', 'measure.mjs');
  const entryPoints = [join(folder, 'measure.ts')];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external' });
  return outfile;
}

/** The pinned Node of that major version, or the one that runs this. */
function nodeOf(major: number): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const require = createRequire(new URL('../nodes/package.json', import.meta.url));
  return join(dirname(require.resolve(`node${major}-${process.platform}-${process.arch}/package.json`)), 'bin', 'node');
}
