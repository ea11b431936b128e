import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { databaseProgram, libraryPath } from './install-databases.ts';
import { freePort, until } from './server.ts';

/** An empty database on a port of 127.0.0.1, without a password. */
export interface DatabaseServer {
  readonly port: number;
  close(): Promise<void>;
}

/** `nobody`, since PostgreSQL refuses to run as root. */
const account = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** PostgreSQL with the user and database `postgres`. */
export async function startPostgres(): Promise<DatabaseServer> {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  if (account.uid !== undefined) await chown(folder, account.uid, account.gid);
  const options = { ...account, cwd: folder, env: await environment() };
  const data = ['-D', join(folder, 'data')];
  const setup = [...data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  await promisify(execFile)(await databaseProgram('initdb'), setup, options);
  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const child = spawn(await databaseProgram('postgres'), [...data, ...settings.flatMap((one) => ['-c', one])], options);
  return running(child, port, folder);
}

/** Redis without persistence, with the command DEBUG SLEEP enabled. */
export async function startRedis(): Promise<DatabaseServer> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const port = await freePort();
  const settings = [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--dir',
    folder,
    '--enable-debug-command',
    'local',
  ];
  const child = spawn(await databaseProgram('redis-server'), settings, { cwd: folder, env: await environment() });
  return running(child, port, folder);
}

/** MariaDB without grant tables, where every user may do everything. */
export async function startMariadb(): Promise<DatabaseServer> {
  const folder = await mkdtemp(join(tmpdir(), 'mariadb-'));
  if (account.uid !== undefined) await chown(folder, account.uid, account.gid);
  const program = await databaseProgram('mariadbd');
  const port = await freePort();
  const settings = [
    '--no-defaults',
    '--skip-grant-tables',
    '--innodb-flush-method=fsync',
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    `--socket=${join(folder, 'socket')}`,
    `--datadir=${folder}`,
    `--basedir=${join(dirname(program), '..')}`,
    `--lc-messages-dir=${join(dirname(program), '../share/mysql')}`,
  ];
  const child = spawn(program, settings, { ...account, cwd: folder, env: await environment() });
  return running(child, port, folder, 'SIGTERM');
}

async function environment(): Promise<NodeJS.ProcessEnv> {
  return { ...process.env, LD_LIBRARY_PATH: await libraryPath() };
}

async function running(
  child: ChildProcess,
  port: number,
  folder: string,
  signal: NodeJS.Signals = 'SIGINT',
): Promise<DatabaseServer> {
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (log += data.toString()));
  await until(`the database on port ${port}`, () => accepts(port)).catch((error: Error) => {
    throw new Error(`${error.message}\n${log}`);
  });
  return {
    port,
    async close() {
      child.kill(signal);
      if (child.exitCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}
