import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type OtlpReceiver, startOtlpReceiver } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';

const script = fileURLToPath(new URL('loaded-service.mjs', import.meta.url));
const LOAD_SECONDS = 5;

/** Sends SIGTERM to a service under load and returns its last output and how long it took. */
async function terminated(receiver: OtlpReceiver, deadlineSeconds: number) {
  const child = spawn(process.execPath, [script, receiver.endpoint, String(deadlineSeconds)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const output = createInterface(child.stdout).on('line', (line) => lines.push(line));
  await once(output, 'line');
  await setTimeout(LOAD_SECONDS * 1000);
  const asked = performance.now();
  child.kill('SIGTERM');
  const [code] = await once(child, 'close');
  const seconds = (performance.now() - asked) / 1000;
  const { recorded, account } = JSON.parse(lines.at(-1) ?? '{}');
  return { code, seconds, recorded, account };
}

test('SIGTERM under full load with a receiver that takes 2 s: everything is delivered within the deadline', async () => {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.close());
  receiver.delay(2, Infinity);
  const { code, seconds, recorded, account } = await terminated(receiver, 10);
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(10);
  expect(recorded).toBeGreaterThan(100_000);
  expect(account).toEqual({ offered: recorded, delivered: recorded, pending: 0, dropped: {}, ambiguous: 0 });
  const orders = receiver.series('orders').reduce((sum, { value }) => sum + Number(value), 0);
  const amounts = receiver.series('amounts').reduce((sum, { value }) => sum + (value as { count: number }).count, 0);
  expect(orders + amounts).toBe(recorded);
});

test('SIGTERM under full load with a receiver that hangs: the process ends at the deadline and accounts for everything', async () => {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.close());
  receiver.hang(Infinity);
  const { code, seconds, recorded, account } = await terminated(receiver, 4);
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(6);
  expect(account).toEqual({
    offered: recorded,
    delivered: 0,
    pending: 0,
    dropped: { shutdown: recorded },
    ambiguous: 0,
  });
});
