import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';
import type { Environment } from '../src/config/sources/environment.ts';
import { type InstanceId, type Place, takeInstanceId } from '../src/instance-id.ts';
import { runChild } from './run-child.ts';
import { temporaryFolder } from './temporary-folder.ts';

const kubernetes = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };
const first = { host: 'box', pid: 1 };
const other = { host: 'box', pid: 17 };
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function take(env: Environment, place: Place = other, diagnostics = new CollectedDiagnostics()): InstanceId {
  const taken = takeInstanceId(env, diagnostics, undefined, place);
  onTestFinished(() => taken.release());
  return taken;
}

test.each<[env: Environment, place: Place, id: string]>([
  [{ POD_NAME: 'bot-0' }, first, 'bot-0'],
  [{ POD_NAME: 'bot-0' }, other, 'bot-0-17'],
  [{ ...kubernetes, HOSTNAME: 'bot-7f-x' }, first, 'bot-7f-x'],
  [{ ...kubernetes, HOSTNAME: 'node-1', POD_NAME: 'bot-0' }, first, 'bot-0'],
  [kubernetes, first, 'box'],
  [{ POD_NAME: 'bot-0' }, { ...first, thread: 3 }, 'bot-0-thread-3'],
  [{ POD_NAME: 'bot-0', NODE_APP_INSTANCE: '1', pm_id: '5' }, other, 'bot-0-5'],
  [{ NODE_APP_INSTANCE: '0', pm_id: '3' }, other, 'box-3'],
  [{ NODE_APP_INSTANCE: '0', pm_id: '4' }, other, 'box-4'],
  [{ NODE_APP_INSTANCE: '1' }, other, 'box-1'],
])('in %j at %j it is %s', (env, place, id) => {
  expect(take(env, place).id).toBe(id);
});

test('elsewhere it is random and stays the same for the life of the process', () => {
  const taken = takeInstanceId({ HOSTNAME: 'box' }, new CollectedDiagnostics(), undefined, other);
  expect(taken.id).toMatch(uuid);
  taken.release();
  expect(take({}).id).toBe(taken.id);
});

test.each<[env: Environment, second: RegExp]>([
  [{ POD_NAME: 'bot-0' }, /^bot-0-2$/],
  [{}, uuid],
])(
  'with %j, instances that run at the same time have ids of their own, and one that comes later takes a free one',
  (env, second) => {
    const diagnostics = new CollectedDiagnostics();
    const ids = [take(env, first, diagnostics), take(env, first, diagnostics)];
    expect(new Set(ids.map(({ id }) => id)).size).toBe(2);
    expect(ids[1]!.id).toMatch(second);
    expect(diagnostics.events).toMatchObject([
      {
        code: 'several_instances',
        message: expect.stringContaining(
          `2 instances run in this process, and the last one has the service.instance.id "${ids[1]!.id}"`,
        ),
      },
    ]);
    ids[0]!.release();
    expect(take(env, first, diagnostics).id).toBe(ids[0]!.id);
  },
);

test('workers of a cluster, their primary and threads have ids of their own', async () => {
  const module = new URL('../src/instance-id.ts', import.meta.url).href;
  const print = `import { takeInstanceId } from '${module}';
    for (const env of [{}, { POD_NAME: 'bot-0' }]) console.log('id=' + takeInstanceId(env, { report() {} }).id);
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
  const ids = [...output.matchAll(/id=(.*)/g)].map(([, id = '']) => id);
  expect(ids).toHaveLength(8);
  expect(new Set(ids).size).toBe(8);
});
