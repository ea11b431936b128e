import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Packs every package as for publishing and returns the tarballs by package name. */
export async function packInto(folder: string): Promise<Map<string, string>> {
  await run('pnpm', ['-r', '--filter', './packages/**', 'pack', '--pack-destination', folder], { cwd: root });
  const files = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
  return new Map(files.map((file) => [`@bot-metrics/${/^bot-metrics-(.+)-\d/.exec(file)?.[1]}`, join(folder, file)]));
}
