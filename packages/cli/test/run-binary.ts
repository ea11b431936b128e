import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Ended } from './run-command.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const hook = fileURLToPath(new URL('../../sdk/test/fixtures/from-source.mjs', import.meta.url));

/** Runs `bot-metrics` in a separate Node process with piped output, from the package sources. */
export async function runBinary(args: readonly string[], cwd: string): Promise<Ended> {
  const flags = ['--disable-warning=ExperimentalWarning', '--import', hook];
  const child = spawn(process.execPath, [...flags, main, ...args], { cwd, env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, out, err };
}
