import { tracingChannel } from 'node:diagnostics_channel';
import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { instrumentRedis } from '../../src/redis/instrument-redis.ts';

// Publishes what the clients publish on their channels, without a server. test/servers runs the real clients against
// Redis.
const DURATION = 'db.client.operation.duration';
let backend: RecordingBackend;
let collector: MetricsCollectorService;
let stop: () => void;

beforeEach(() => {
  backend = new RecordingBackend();
  collector = new MetricsCollectorService(backend);
  stop = instrumentRedis(collector);
});

afterEach(() => stop());

function command(client: 'ioredis' | 'node-redis', name: string, args: unknown[], result = Promise.resolve('OK')) {
  return tracingChannel(`${client}:command`).tracePromise(() => result, { command: name, args });
}

it.each(['ioredis', 'node-redis'] as const)('measures the commands of %s, without their arguments', async (client) => {
  await command(client, 'get', ['user:42:secret']);
  const refused = Promise.reject(new Error('WRONGTYPE secret'));
  await expect(command(client, 'lpush', ['user:42:secret', '?'], refused)).rejects.toThrow();
  expect(backend.labelsOf(DURATION)).toEqual([
    { 'db.system.name': 'redis', 'db.operation.name': 'GET' },
    { 'db.system.name': 'redis', 'db.operation.name': 'LPUSH', 'error.type': 'WRONGTYPE' },
  ]);
});

it('counts a node-redis transaction as one operation and a pipeline per command', async () => {
  const batch = tracingChannel('node-redis:batch');
  await batch.tracePromise(async () => [], { batchMode: 'MULTI', batchSize: 2 });
  await batch.tracePromise(() => command('node-redis', 'set', ['key', '?']), { batchMode: 'PIPELINE', batchSize: 1 });
  expect(backend.labelsOf(DURATION).map((labels) => labels['db.operation.name'])).toEqual(['MULTI', 'SET']);
});

it('measures once when given the same collector twice, and nothing once removed', async () => {
  instrumentRedis(collector)();
  await command('ioredis', 'get', ['key']);
  stop();
  await command('ioredis', 'get', ['key']);
  expect(backend.labelsOf(DURATION)).toHaveLength(1);
});

it('leaves commands intact when recording throws', async () => {
  const broken = vi.fn(() => {
    throw new Error('broken backend');
  });
  class BrokenCollector extends MetricsCollectorService {
    override recordDatabaseQuery = broken;
  }
  const stopBroken = instrumentRedis(new BrokenCollector(backend));
  expect(await command('ioredis', 'get', ['key'])).toBe('OK');
  expect(broken).toHaveBeenCalledTimes(1);
  stopBroken();
});
