import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { nodeOf } from '../node-of.ts';
import type { Measurement, Task } from './measure.ts';
import { allocation, exposition, memory, recording } from './rows.ts';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('.', import.meta.url));

interface Figure {
  readonly median: number;
  /** Bytes allocated a record. */
  readonly bytes: number;
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
  const tasks = new Map([[JSON.stringify(allocation), allocation]]);
  for (const { ours, theirs } of [...recording, ...exposition, ...memory]) {
    for (const task of [ours, theirs]) if (task !== undefined) tasks.set(JSON.stringify(task), task);
  }
  const measured = new Map<string, Measurement>();
  for (const key of tasks.keys()) {
    const { stdout } = await run(node, ['--expose-gc', '--max-semi-space-size=32', script, key], {
      maxBuffer: 1 << 24,
    });
    measured.set(key, JSON.parse(stdout) as Measurement);
    progress(measured.size, tasks.size);
  }
  const { stdout: version } = await run(node, ['--version']);
  return { version: version.trim(), of: (task) => figureOf(measured.get(JSON.stringify(task))!) };
}

function figureOf({ rounds, bytes, correct }: Measurement): Figure {
  const sorted = [...rounds].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1] ?? Number.NaN, bytes: bytes ?? Number.NaN, correct };
}

/** Node 20 does not strip types, so the script is made plain JavaScript; packages stay what is installed. */
async function bundled(): Promise<string> {
  const outfile = join(folder, '.cache', 'measure.mjs');
  const entryPoints = [join(folder, 'measure.ts')];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external' });
  return outfile;
}
