import { execFile, spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { nodeOf } from '../node-of.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('sqlite-operations.mjs', import.meta.url));
const pinned = fileURLToPath(new URL('../../packages/integrations/database', import.meta.url));
const operations = [
  'CREATE',
  ...Array.from({ length: 20 }, () => 'INSERT'),
  'INSERT SQLITE_CONSTRAINT_PRIMARYKEY',
  'SELECT',
];

/** The last version for Node 20 has no published binary. Builds it once with the headers from that Node's package. */
async function built(version: string, node: string): Promise<string> {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bot-metrics-sqlite', version);
  await mkdir(folder, { recursive: true });
  const env = {
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
    npm_config_build_from_source: 'true',
    npm_config_nodedir: dirname(dirname(node)),
  };
  await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `better-sqlite3@${version}`], { env });
  return folder;
}

const hasCompiler = spawnSync('c++', ['--version']).status === 0 && spawnSync('make', ['--version']).status === 0;

test.for([
  ['12.11.1', 20, built],
  ['13.2.0', 24, async () => pinned],
] as const)(
  'better-sqlite3 %s on Node %i is measured statement by statement',
  { timeout: 600_000 },
  async ([version, major, install], { skip }) => {
    if (install === built && !hasCompiler) skip('no C++ compiler is available');
    const node = nodeOf(major);
    const { stdout } = await run(node, [script, await install(version, node)]);
    expect(JSON.parse(stdout)).toEqual({
      node: expect.stringMatching(`^${major}\\.`),
      version,
      thrown: 'SQLITE_CONSTRAINT_PRIMARYKEY',
      users: 20,
      operations,
    });
  },
);
