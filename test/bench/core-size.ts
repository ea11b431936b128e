import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../../packages/core/dist/bundle', import.meta.url));
const script = fileURLToPath(new URL('import-core.mjs', import.meta.url));
const ROUNDS = 9;

/** All of core, minified and compressed, and what importing it takes. */
export async function coreSize(node: string): Promise<{ gzipBytes: number; importMilliseconds: number }> {
  const { outputFiles } = await build({
    stdin: { contents: "export * from './index.js'; export * from './backend/index.js';", resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    logLevel: 'error',
  });
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { stdout } = await run(node, [script]);
    times.push(Number(stdout));
  }
  times.sort((a, b) => a - b);
  return { gzipBytes: gzipSync(outputFiles[0]!.contents).length, importMilliseconds: times[ROUNDS >> 1]! };
}
