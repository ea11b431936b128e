import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BotMetricsError, Metrics } from '@bot-metrics/core';
import { CollectedDiagnostics, FakeClock, startTcpCapture, startUdpCapture } from '@bot-metrics/testing';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { CloudWatchMetricsBackend } from '../../src/cloudwatch-metrics-backend.ts';
import type { CloudWatchMetricsBackendOptions } from '../../src/options.ts';
import { HandedOutput } from './handed-output.ts';
import { emfReading, readDocument } from './read-emf.ts';

let output: HandedOutput;
let clock: FakeClock;
let diagnostics: CollectedDiagnostics;

beforeEach(() => {
  output = new HandedOutput();
  clock = new FakeClock();
  diagnostics = new CollectedDiagnostics();
});

function backendWith(options: CloudWatchMetricsBackendOptions = {}): CloudWatchMetricsBackend {
  const where = options.agent === undefined ? { output } : {};
  const backend = new CloudWatchMetricsBackend({ mode: 'emf', ...where, clock, diagnostics, ...options });
  onTestFinished(() => {
    output.open();
    return backend.shutdown(1).catch(() => {});
  });
  return backend;
}

function readFailure(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'resolved',
    (error: unknown) => (error instanceof BotMetricsError ? error.message : String(error)),
  );
}

function recordSomeOfEach(backend: CloudWatchMetricsBackend): void {
  const metrics = new Metrics(backend);
  metrics.counter('posts.sent', { labels: ['kind'], unit: '{post}' }).add(3, { kind: 'photo' });
  metrics.counter('posts.failed', { labels: ['kind'] }).add(1, { kind: 'photo' });
  metrics.gauge('queue.depth').set(-1.5);
  const render = metrics.histogram('render.duration', { unit: 's', buckets: [1, 2] });
  for (const seconds of [0.5, 0.75, 1.5, 7]) render.record(seconds);
}

test('documents match the golden file', async () => {
  const backend = backendWith({ namespace: 'shop/bot', resolution: 1 });
  recordSomeOfEach(backend);
  await backend.flush();

  for (const line of output.lines) readDocument(line);
  const shown = output.lines.map((line) => JSON.stringify(JSON.parse(line), undefined, 2)).join('\n');
  await expect(`${shown}\n`).toMatchFileSnapshot('../golden/emf.txt');
});

test('lines are written to standard output by default', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((...given: unknown[]) => {
    const written = given.at(-1);
    if (typeof written === 'function') setImmediate(() => written());
    return true;
  });
  onTestFinished(() => write.mockRestore());
  const backend = new CloudWatchMetricsBackend({ mode: 'emf', clock, diagnostics });
  backend.recordCounter('posts', 2);
  await backend.flush();
  const texts = write.mock.calls.map(([text]) => String(text)).filter((text) => text.includes('"_aws"'));
  write.mockRestore();

  expect(emfReading(texts)).toMatchObject({ counters: [{ name: 'posts', value: 2 }] });
  expect(backend.account()).toMatchObject({ delivered: 1, pending: 0 });
});

test('a batch that nobody reads is written once, nothing else is written meanwhile, and every record arrives', async () => {
  const backend = backendWith({ scheduler: clock, timeout: 3 });
  output.state = 'stuck';
  for (let round = 0; round < 5; round++) {
    backend.recordCounter('posts', 1);
    const flushed = readFailure(backend.flush(100));
    await output.nextStuck();
    await clock.advance(3);
    expect(await flushed).toContain('nobody has read the last lines for 3 s');
    expect(output.waiting).toBe(1);
  }
  output.open();
  await backend.flush(100);

  expect(emfReading(output.lines).counters).toEqual([{ name: 'posts', labels: {}, value: 5 }]);
  expect(backend.account()).toMatchObject({ offered: 5, delivered: 5, pending: 0 });
  expect(diagnostics.codes()).toEqual(['export_failed', 'export_recovered']);
});

test('the agent receives documents over TCP, with log group and log stream', async () => {
  const agent = await startTcpCapture();
  onTestFinished(() => agent.close());
  const backend = backendWith({
    agent: `tcp://127.0.0.1:${agent.port}`,
    logGroup: '/shop/metrics',
    logStream: 'bot-1',
  });
  recordSomeOfEach(backend);
  await backend.flush();
  await agent.waitFor((lines) => lines.length === 2);

  expect(agent.lines.map(readDocument)).toMatchObject([
    { _aws: { LogGroupName: '/shop/metrics', LogStreamName: 'bot-1' } },
    { _aws: { LogGroupName: '/shop/metrics', LogStreamName: 'bot-1' } },
  ]);
});

test('a missing agent receives every record once it is there', async () => {
  const agent = await startTcpCapture();
  onTestFinished(() => agent.close());
  const backend = backendWith({ agent: `tcp://127.0.0.1:${agent.port}` });
  await agent.down();
  backend.recordCounter('posts', 2);
  expect(await readFailure(backend.flush())).toContain('start the CloudWatch agent, or correct "agent"');
  backend.recordCounter('posts', 3);
  await agent.up();
  await backend.flush();
  await agent.settled();

  expect(emfReading(agent.lines).counters).toEqual([{ name: 'posts', labels: {}, value: 5 }]);
  expect(backend.account()).toMatchObject({ offered: 2, delivered: 2, ambiguous: 0 });
});

test('over UDP every document is a datagram, of at most 60,000 bytes', async () => {
  const agent = await startUdpCapture();
  onTestFinished(() => agent.close());
  const backend = backendWith({ agent: `udp://127.0.0.1:${agent.port}`, histograms: 'exponential' });
  const metrics = new Metrics(backend);
  for (let i = 0; i < 60; i++) {
    const sizes = metrics.histogram(`sizes.${i}`);
    for (let value = 1; value < 1000; value += 7) sizes.record(value * 1.37);
  }
  await backend.flush();
  await agent.settled();

  expect(agent.packets.length).toBeGreaterThan(1);
  for (const packet of agent.packets) expect(packet.length).toBeLessThanOrEqual(60_000);
  expect(emfReading(agent.lines).histograms).toHaveLength(60);
});

test('a line to an output has at most 16,000 bytes, because Docker splits lines of more than 16 KiB', async () => {
  const backend = backendWith({ histograms: 'exponential' });
  const metrics = new Metrics(backend);
  for (let i = 0; i < 60; i++) {
    const sizes = metrics.histogram(`sizes.${i}`);
    for (let value = 1; value < 1000; value += 7) sizes.record(value * 1.37);
  }
  await backend.flush();

  for (const line of output.lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(16_000);
  expect(emfReading(output.lines).histograms).toHaveLength(60);
});

test('an output that emits an error event, as standard output does, does not stop the process', async () => {
  const broken = new Writable({ write: (_, __, written) => written(new Error('write EPIPE')) });
  const backend = backendWith({ output: broken });
  for (let round = 1; round <= 3; round++) {
    backend.recordCounter('posts', 1);
    expect(await readFailure(backend.flush())).toContain('check the process that reads the output');
    expect(backend.account()).toMatchObject({ offered: round, pending: round });
  }

  await nextTurn();
  expect(broken.listenerCount('error')).toBe(0);
  expect(diagnostics.codes()).toEqual(['export_failed']);
});

test('a label with the name of its metric drops only that series', async () => {
  const backend = backendWith();
  backend.recordCounter('kind', 1, { kind: 'a' });
  backend.recordCounter('posts', 1, { _aws: 'x' });
  backend.recordCounter('posts', 5, { kind: 'a' });
  await backend.flush();

  expect(emfReading(output.lines).counters).toEqual([{ name: 'posts', labels: { kind: 'a' }, value: 5 }]);
  expect(backend.account()).toMatchObject({ offered: 3, delivered: 1, dropped: { refused: 2 } });
  expect(diagnostics.events.map(({ message }) => message)).toEqual([
    'backend "cloudwatch": dropped a series of metric "kind", which has a label "kind", the name of the metric; rename the label',
    'backend "cloudwatch": dropped a series of metric "posts", which has a label "_aws", the name of the metadata of a document; rename the label',
  ]);
});

test('equal observations whose sum differs from every product are sent as a statistic set with the exact sum', async () => {
  const backend = backendWith();
  for (let i = 0; i < 10; i++) backend.recordHistogram('sizes', 0.1);
  await backend.flush();

  expect(readDocument(output.lines[0]!)).toMatchObject({
    sizes: { Max: 0.1, Min: 0.1, Count: 10, Sum: 0.9999999999999999 },
  });
  expect(emfReading(output.lines).histograms).toEqual([
    { name: 'sizes', labels: {}, value: { count: 10, sum: 0.9999999999999999 } },
  ]);
});
