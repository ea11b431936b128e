import { execFile } from 'node:child_process';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian packages, and the program that each is here for. The stable release's Prometheus has no promtool of its own. */
const packages = {
  prometheus: 'prometheus',
  'prometheus-pushgateway': 'prometheus-pushgateway',
  promtool: 'promtool',
  'victoria-metrics': 'victoria-metrics',
};
const RELEASE = 'trixie';

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bot-metrics-servers');

/** Where a server's program is: installed on the machine, or unpacked into the cache folder. */
export function program(name: string): string {
  return join(cache, 'root', 'usr', 'bin', name);
}

/** Unpacks what is missing from the machine's own Debian mirror into a cache folder; nothing is installed system-wide. */
export default async function installServers(): Promise<void> {
  const missing = await Promise.all(
    Object.entries(packages).map(async ([name, file]) => ((await exists(program(file))) ? [] : [name])),
  );
  const wanted = missing.flat();
  if (wanted.length === 0) return;
  process.stderr.write(`Unpacking ${wanted.join(', ')} from Debian ${RELEASE} into ${cache}\n`);
  for (const folder of ['lists/partial', 'deb', 'root']) await mkdir(join(cache, folder), { recursive: true });
  const options = await aptOptions();
  await run('apt-get', [...options, 'update']);
  const deb = join(cache, 'deb');
  await run('apt-get', [...options, 'download', ...wanted], { cwd: deb });
  const { stdout } = await run('sh', ['-c', 'ls *.deb'], { cwd: deb });
  for (const file of stdout.trim().split('\n')) await run('dpkg', ['-x', join(deb, file), join(cache, 'root')]);
}

/** apt with lists and caches of its own, over the machine's source list with the release replaced. */
async function aptOptions(): Promise<string[]> {
  const { stdout } = await run('apt-config', ['shell', 'parts', 'Dir::Etc::sourceparts/d']);
  const parts = /parts='(.*)'/.exec(stdout)?.[1] ?? '/etc/apt/sources.list.d/';
  const sources = await readFile(join(parts, 'debian.sources'), 'utf8');
  const { stdout: codename } = await run('sh', ['-c', '. /etc/os-release && printf %s "$VERSION_CODENAME"']);
  const list = join(cache, `${RELEASE}.sources`);
  await writeFile(list, sources.replaceAll(new RegExp(`\\b${codename}\\b`, 'g'), RELEASE));
  const settings = {
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(cache, 'lists'),
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': 'root',
  };
  return ['-qq', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
