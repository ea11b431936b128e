import { beforeEach, expect, test } from 'vitest';
import { HealthCheckService } from '../../../src/services/health/health-check-service.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import { FakeClock, settled } from '../../fake-clock.ts';
import { KeptDiagnostics } from '../../kept-diagnostics.ts';
import { seriesOf } from '../../series-of.ts';

let clock: FakeClock;
let store: MetricStore;
let health: HealthCheckService;

beforeEach(() => {
  clock = new FakeClock();
  store = new MetricStore({ clock, diagnostics: new KeptDiagnostics() });
  health = new HealthCheckService(store, { scheduler: clock });
});

const fails = (): never => {
  throw new Error('connection refused');
};

test('without checks a probe passes', async () => {
  expect(await health.run()).toEqual({ status: 'pass', checks: {} });
});

test('a check that has not run yet is neither healthy nor not', () => {
  health.register('db', () => true);
  expect(health.results()).toEqual([]);
  expect(seriesOf(store, 'bot.health.check.status')).toEqual({});
});

test.each([
  ['throws', fails, 'connection refused'],
  ['rejects', async () => fails(), 'connection refused'],
  ['rejects with what is no error', () => Promise.reject('gone'), 'gone'],
  ['returns false', () => false, 'the check returned false'],
  ['resolves to false', async () => false, 'the check returned false'],
])('a check that %s fails', async (_, check, message) => {
  health.register('db', check);
  const { status, checks } = await health.run();
  expect(status).toBe('fail');
  expect(checks.db).toEqual({ checkName: 'db', isHealthy: false, message, timestamp: new Date(clock.wall * 1000) });
});

test.each([[undefined], [true], [0], [''], [null]])('a check that answers %o passes', async (answer) => {
  health.register('db', () => answer);
  expect(await health.run()).toMatchObject({ status: 'pass', checks: { db: { isHealthy: true } } });
});

test('a check that does not answer in time fails, and its signal is aborted', async () => {
  let signal: AbortSignal | undefined;
  health.register(
    'db',
    (given) => {
      signal = given;
      return new Promise(() => {});
    },
    { timeout: 2 },
  );
  const report = health.run();
  await clock.advance(1.9);
  expect(signal?.aborted).toBe(false);
  await clock.advance(0.1);
  expect(signal?.aborted).toBe(true);
  expect(await report).toMatchObject({ status: 'fail', checks: { db: { message: 'no answer within 2 s' } } });
  expect(clock.pending).toBe(0);
});

test('a time-out is five seconds where none is named', async () => {
  health.register('db', () => new Promise(() => {}));
  let ended = false;
  void health.run().then(() => {
    ended = true;
  });
  await clock.advance(4.9);
  expect(ended).toBe(false);
  await clock.advance(0.2);
  expect(ended).toBe(true);
});

test('two hundred probes at a time run a check once', async () => {
  let runs = 0;
  let answer = (): void => {};
  health.register('db', () => {
    runs += 1;
    return new Promise<void>((resolve) => {
      answer = resolve;
    });
  });
  const reports = Array.from({ length: 200 }, () => health.run());
  await settled();
  expect(runs).toBe(1);
  answer();
  const statuses = (await Promise.all(reports)).map(({ status }) => status);
  expect(statuses).toEqual(Array.from({ length: 200 }, () => 'pass'));
});

test('a result is answered again for its time to live, and then the check runs anew', async () => {
  let runs = 0;
  const runsMore = (by: number) => () => {
    runs += by;
  };
  health.register('short', runsMore(1));
  health.register('long', runsMore(100), { ttl: 10 });
  await health.run();
  await clock.advance(0.9);
  await health.run();
  expect(runs).toBe(101);
  await clock.advance(0.2);
  await health.run();
  expect(runs).toBe(102);
  await clock.advance(9);
  await health.run();
  expect(runs).toBe(203);
});

test('a check is unhealthy after as many failures in a row as it says, and warns before', async () => {
  let failing = true;
  health.register('db', () => !failing, { failAfter: 3, ttl: 0 });
  const status = async (): Promise<string> => (await health.run()).status;
  expect([await status(), await status(), await status()]).toEqual(['warn', 'warn', 'fail']);
  failing = false;
  expect(await status()).toBe('pass');
  failing = true;
  expect(await status()).toBe('warn');
});

test('a failure that is not critical degrades the report and does not fail it', async () => {
  health.register('cache', fails, { critical: false });
  expect((await health.run()).status).toBe('warn');
  health.register('db', () => true);
  expect((await health.run()).status).toBe('warn');
  health.register('queue', fails);
  expect((await health.run()).status).toBe('fail');
});

test('a probe runs its own checks, and liveness none by default', async () => {
  const ran: string[] = [];
  health.register('db', () => void ran.push('db'));
  health.register('loop', () => void ran.push('loop'), { probes: ['liveness'] });
  health.register('migrations', () => void ran.push('migrations'), { probes: ['startup'] });
  expect(Object.keys((await health.run('liveness')).checks)).toEqual(['loop']);
  expect(Object.keys((await health.run('startup')).checks)).toEqual(['db', 'migrations']);
  await clock.advance(2);
  expect(Object.keys((await health.run()).checks)).toEqual(['db']);
  expect(ran).toEqual(['loop', 'db', 'migrations', 'db']);
});

test('a result that was measured elsewhere counts for readiness', async () => {
  health.register('db', () => true);
  const told = { checkName: 'backup', isHealthy: false, message: 'two days old' };
  health.update(told);
  expect(await health.run()).toMatchObject({ status: 'fail', checks: { backup: told, db: { isHealthy: true } } });
  expect(await health.run('liveness')).toEqual({ status: 'pass', checks: {} });
  expect(health.results().map(({ checkName }) => checkName)).toEqual(['db', 'backup']);
  health.update({ checkName: 'backup', isHealthy: true });
  expect((await health.run()).status).toBe('pass');
});

test('registering a name again replaces its check', async () => {
  health.register('db', fails);
  health.register('db', () => true);
  expect(await health.run()).toMatchObject({ status: 'pass' });
});

test('what checks find is recorded: status, last success and duration', async () => {
  const start = clock.wall;
  let failing = false;
  health.register('db', async () => {
    clock.monotonic += 0.25;
    return !failing;
  });
  await health.run();
  const check = 'check.name=db';
  expect(seriesOf(store, 'bot.health.check.status')).toEqual({ [check]: 1 });
  expect(seriesOf(store, 'bot.health.check.last_success')).toEqual({ [check]: start });
  expect(seriesOf(store, 'bot.health.check.duration')).toEqual({ [check]: 0.25 });
  failing = true;
  await clock.advance(60);
  await health.run();
  expect(seriesOf(store, 'bot.health.check.status')).toEqual({ [check]: 0 });
  expect(seriesOf(store, 'bot.health.check.last_success')).toEqual({ [check]: start });
  expect(seriesOf(store, 'bot.health.check.duration')).toEqual({ [check]: 0.5 });
});

test('a reported result that cannot be read does not throw', () => {
  health.update(null as never);
  expect(store.dropped.toObject()).toEqual({ invalid: 1 });
});

test('a check that hangs is not begun again before it has ended', async () => {
  let calls = 0;
  let end = (): void => {};
  health.register('hangs', () => {
    calls += 1;
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  for (let i = 0; i < 3; i++) {
    const running = health.run();
    await clock.advance(6);
    expect(await running).toMatchObject({ status: 'fail' });
  }
  expect(calls).toBe(1);
  end();
  await clock.advance(2);
  const running = health.run();
  await settled();
  end();
  expect(await running).toMatchObject({ status: 'pass' });
  expect(calls).toBe(2);
});

test('a healthy result that is not renewed becomes unhealthy', async () => {
  health.register('checked', () => {});
  await health.run();
  health.update({ checkName: 'told', isHealthy: true });
  await clock.advance(59);
  expect(health.results().map(({ isHealthy }) => isHealthy)).toEqual([true, true]);
  await clock.advance(1);
  expect(health.results()).toMatchObject([
    { checkName: 'checked', isHealthy: false, message: 'stale: healthy 60 s ago, no result since' },
    { checkName: 'told', isHealthy: false },
  ]);
  expect(await health.run()).toMatchObject({
    status: 'fail',
    checks: { checked: { isHealthy: true }, told: { isHealthy: false } },
  });
});
