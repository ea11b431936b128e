import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import type { Environment } from '../src/config/sources/environment.ts';
import { chooseInstanceId, type Place } from '../src/instance-id.ts';
import { runChild } from './run-child.ts';
import { temporaryFolder } from './temporary-folder.ts';

const kubernetes = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };
const host = { host: 'box' };

test.each<[env: Environment, place: Place, id: string]>([
  [{ POD_NAME: 'bot-0' }, host, 'bot-0'],
  [{ ...kubernetes, HOSTNAME: 'bot-7f-x' }, host, 'bot-7f-x'],
  [{ ...kubernetes, HOSTNAME: 'node-1', POD_NAME: 'bot-0' }, host, 'bot-0'],
  [kubernetes, host, 'box'],
  [{ POD_NAME: 'bot-0' }, { ...host, worker: 2 }, 'bot-0-2'],
  [{ POD_NAME: 'bot-0' }, { ...host, thread: 3 }, 'bot-0-thread-3'],
  [{ NODE_APP_INSTANCE: '0' }, host, 'box-0'],
  [{ NODE_APP_INSTANCE: '1' }, { ...host, worker: 7 }, 'box-1'],
  [{}, { ...host, worker: 1 }, 'box-1'],
  [{}, { ...host, worker: 1, thread: 2 }, 'box-1-thread-2'],
])('in %j at %j it is %s', (env, place, id) => {
  expect(chooseInstanceId(env, place)).toBe(id);
});

test('elsewhere it is random and stays the same for the life of the process', () => {
  const id = chooseInstanceId({ HOSTNAME: 'box' }, host);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(chooseInstanceId({}, { host: 'other' })).toBe(id);
});

test('workers of a cluster get the host and their number; the primary and every thread get an id of their own', async () => {
  const module = new URL('../src/instance-id.ts', import.meta.url).href;
  const print = `import { chooseInstanceId } from '${module}'; console.log('id=' + chooseInstanceId({}));
    if (process.connected) process.disconnect();`;
  const cwd = temporaryFolder({ 'print.mjs': print });
  const child = runChild(
    `${print}
    import cluster from 'node:cluster';
    import { Worker } from 'node:worker_threads';
    const at = process.execArgv.indexOf('--import');
    const execArgv = process.execArgv.slice(at, at + 2);
    cluster.setupPrimary({ exec: 'print.mjs', execArgv });
    for (let number = 0; number < 2; number++) cluster.fork();
    new Worker('./print.mjs', { execArgv });`,
    { cwd },
  );
  const { output } = await child.ended;
  const ids = [...output.matchAll(/id=(.*)/g)].map(([, id = '']) => id).sort();
  expect(ids).toHaveLength(4);
  expect(ids.filter((id) => id.startsWith(hostname()))).toEqual([`${hostname()}-1`, `${hostname()}-2`]);
  expect(new Set(ids).size).toBe(4);
});
