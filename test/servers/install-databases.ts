import { execFile } from 'node:child_process';
import { access, mkdir, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const packages = ['postgresql', 'redis-server', 'mariadb-server-core'];
const programs = ['postgres', 'initdb', 'redis-server', 'mariadbd'];

// PostgreSQL must run as another user than root, who cannot read root's home.
const cache = join(
  process.getuid?.() === 0 ? '/var/cache' : (process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')),
  'bot-metrics-databases',
);
const root = join(cache, 'root');

/** The path of a program: installed on the machine, or unpacked into the cache folder. */
export async function databaseProgram(name: string): Promise<string> {
  for (const base of ['/', root]) {
    const versions = await readdir(join(base, 'usr/lib/postgresql')).catch(() => []);
    const folders = [...versions.map((version) => `usr/lib/postgresql/${version}/bin`), 'usr/bin', 'usr/sbin'];
    for (const folder of folders) {
      const path = join(base, folder, name);
      if (await exists(path)) return path;
    }
  }
  throw new Error(`${name} must be installed or unpacked in ${root}`);
}

/** Where unpacked programs find their libraries. */
export async function libraryPath(): Promise<string> {
  const folders = await readdir(join(root, 'usr/lib')).catch(() => []);
  return folders
    .filter((folder) => folder.endsWith('-linux-gnu'))
    .map((folder) => join(root, 'usr/lib', folder))
    .join(':');
}

/**
 * Unpacks missing programs with missing libraries. Unlike the statically linked servers, these come from the machine's
 * own release, whose C library they need.
 */
export default async function installDatabases(): Promise<void> {
  const present = await Promise.all(programs.map((name) => databaseProgram(name))).then(
    () => true,
    () => false,
  );
  if (present) return;
  process.stderr.write(`Unpacking ${packages.join(', ')} from Debian into ${cache}\n`);
  const archives = join(cache, 'archives');
  for (const folder of [join(archives, 'partial'), join(cache, 'lists/partial'), root])
    await mkdir(folder, { recursive: true });
  const settings = {
    'Dir::State::lists': join(cache, 'lists'),
    'Dir::Cache::archives': archives,
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': 'root',
    'Debug::NoLocking': 'true',
  };
  const options = ['-qq', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
  await run('apt-get', [...options, 'update']);
  await run('apt-get', [...options, '--yes', '--no-install-recommends', '--download-only', 'install', ...packages]);
  for (const file of await readdir(archives)) {
    if (file.endsWith('.deb')) await run('dpkg', ['-x', join(archives, file), root]);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
