import { execFile } from 'node:child_process';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Debian releases, the packages used from each, and the file that each provides. trixie has Prometheus 2, forky
 * Prometheus 3.
 */
const packages = {
  trixie: {
    prometheus: 'usr/bin/prometheus',
    'prometheus-pushgateway': 'usr/bin/prometheus-pushgateway',
    promtool: 'usr/bin/promtool',
    // Imported by python3-prometheus-client.
    'python3-decorator': 'usr/lib/python3/dist-packages/decorator.py',
    'python3-prometheus-client': 'usr/lib/python3/dist-packages/prometheus_client/parser.py',
    'victoria-metrics': 'usr/bin/victoria-metrics',
  },
  forky: { prometheus: 'usr/bin/prometheus', promtool: 'usr/bin/promtool' },
} as const;

export type Release = keyof typeof packages;

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bot-metrics-servers');

/** The path of a server's program in the cache folder. */
export function program(name: string, release: Release = 'trixie'): string {
  return unpacked(`usr/bin/${name}`, release);
}

/** The path of a package's file in the cache folder. */
export function unpacked(file: string, release: Release = 'trixie'): string {
  return join(cache, release, 'root', file);
}

/**
 * Unpacks what is missing from the configured Debian mirror into a cache folder, without installing anything
 * system-wide.
 */
export default async function installServers(): Promise<void> {
  for (const release of Object.keys(packages) as Release[]) await install(release);
}

async function install(release: Release): Promise<void> {
  const missing = await Promise.all(
    Object.entries(packages[release]).map(async ([name, file]) =>
      (await exists(unpacked(file, release))) ? [] : [name],
    ),
  );
  const wanted = missing.flat();
  if (wanted.length === 0) return;
  const folder = join(cache, release);
  process.stderr.write(`Unpacking ${wanted.join(', ')} from Debian ${release} into ${folder}\n`);
  for (const name of ['lists/partial', 'deb', 'root']) await mkdir(join(folder, name), { recursive: true });
  const options = await aptOptions(release, folder);
  await run('apt-get', [...options, 'update']);
  const deb = join(folder, 'deb');
  await run('apt-get', [...options, 'download', ...wanted], { cwd: deb });
  const { stdout } = await run('sh', ['-c', 'ls *.deb'], { cwd: deb });
  for (const file of stdout.trim().split('\n')) await run('dpkg', ['-x', join(deb, file), join(folder, 'root')]);
}

/** apt options with separate lists and caches, based on the system's source list with the release replaced. */
async function aptOptions(release: Release, folder: string): Promise<string[]> {
  const { stdout } = await run('apt-config', ['shell', 'parts', 'Dir::Etc::sourceparts/d']);
  const parts = /parts='(.*)'/.exec(stdout)?.[1] ?? '/etc/apt/sources.list.d/';
  const sources = await readFile(join(parts, 'debian.sources'), 'utf8');
  const { stdout: codename } = await run('sh', ['-c', '. /etc/os-release && printf %s "$VERSION_CODENAME"']);
  const list = join(folder, 'debian.sources');
  await writeFile(list, sources.replaceAll(new RegExp(`\\b${codename}\\b`, 'g'), release));
  const settings = {
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(folder, 'lists'),
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
