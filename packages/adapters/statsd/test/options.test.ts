import { BotMetricsError } from '@bot-metrics/core';
import { expect, test } from 'vitest';
import { resolveSettings, type StatsdMetricsBackendOptions } from '../src/options.ts';

test('packets are as large as the transport allows', () => {
  expect(resolveSettings({}).maxPacketBytes).toBe(8932);
  expect(resolveSettings({ host: 'localhost' }).maxPacketBytes).toBe(8932);
  expect(resolveSettings({ host: 'metrics.example' }).maxPacketBytes).toBe(1432);
  expect(resolveSettings({ protocol: 'tcp' }).maxPacketBytes).toBe(65_000);
  expect(resolveSettings({ path: '/var/run/statsd.sock' }).maxPacketBytes).toBe(8192);
  expect(resolveSettings({ maxPacketBytes: 512 }).maxPacketBytes).toBe(512);
});

test('reports every problem at once', () => {
  const wrong = {
    host: 'http://host',
    port: 70_000,
    protocol: 'unix',
    path: '/var/run/statsd.sock',
    dialect: 'graphite',
    prefix: 'my app.',
    histograms: 'linear',
    maxPacketBytes: 1,
    interval: '10 days',
  };
  let message = '';
  try {
    resolveSettings(wrong as unknown as StatsdMetricsBackendOptions);
  } catch (error) {
    message =
      error instanceof BotMetricsError && error.code === 'invalid_configuration' ? error.message : String(error);
  }
  expect(message.split('\n')).toEqual([
    'host: expected a host name or an address such as "127.0.0.1", received "http://host"',
    'port: expected a whole number from 1 to 65535, received 70000',
    'protocol: expected "udp", "tcp" or "uds", received "unix"',
    'dialect: expected "statsd", "dogstatsd" or "influx", received "graphite"',
    'prefix: expected letters, digits, ".", "-" and "_" that start with a letter, such as "shop.", received "my app."',
    'histograms: expected "explicit" or "exponential", received "linear"',
    'maxPacketBytes: expected a whole number from 64 to 65507, received 1',
    'interval: expected a duration up to a day, such as 15 (seconds), "500ms", "60s" or "5m", received "10 days"',
  ]);
});

test('a path alone means a Unix socket', () => {
  expect(resolveSettings({ path: '/var/run/statsd.sock' })).toMatchObject({
    protocol: 'uds',
    path: '/var/run/statsd.sock',
  });
  expect(() => resolveSettings({ protocol: 'uds' })).toThrow(
    'path: missing; set the path of the socket, which protocol "uds" needs',
  );
  expect(() => resolveSettings({ path: `/${'a'.repeat(107)}` })).toThrow(
    'path: expected the path of a socket of at most 107 bytes, received 108',
  );
  expect(() => resolveSettings({ protocol: 'udp', path: '/a' })).toThrow(
    'path: needs protocol "uds"; set "protocol" to "uds", or remove "path"',
  );
});

test('a socket replaces the address, with packets of the read size of the Agent', () => {
  const socket = { send() {} };
  expect(resolveSettings({ socket })).toMatchObject({ socket, maxPacketBytes: 8192 });
  expect(() => resolveSettings({ socket, port: 8125 })).toThrow(
    'port: cannot be combined with "socket"; remove one of them',
  );
  expect(() => resolveSettings({ socket: {} as typeof socket })).toThrow(
    'socket: expected a datagram socket with "send(packet, callback)", or a function that opens one, received a map',
  );
});

test('options of DogStatsD need that dialect', () => {
  const options = { tags: ['env:test'], containerId: 'ci-abc', timestamps: true, health: true };
  expect(resolveSettings({ dialect: 'dogstatsd', ...options })).toMatchObject(options);
  for (const option of Object.keys(options))
    expect(() => resolveSettings(options)).toThrow(
      `${option}: needs dialect "dogstatsd"; set "dialect" to "dogstatsd", or remove "${option}"`,
    );
  expect(() => resolveSettings({ dialect: 'dogstatsd', containerId: 'a|b' })).toThrow(
    'containerId: expected letters, digits',
  );
  expect(() => resolveSettings({ dialect: 'dogstatsd', tags: ['a,b'] })).toThrow(
    'tags.0: expected a tag "key:value" without',
  );
});

test('options of aggregation cannot be combined with single records', () => {
  const options = { interval: 10, timestamps: true, health: true, histograms: 'explicit' } as const;
  expect(() => resolveSettings({ dialect: 'dogstatsd', aggregate: false, ...options })).toThrow(
    /^interval: cannot be combined with "aggregate: false".*\ntimestamps: .*\nhealth: .*\nhistograms: .*$/,
  );
  expect(() => resolveSettings({ aggregate: 'no' as never })).toThrow(
    'aggregate: expected true or false, received "no"',
  );
});
