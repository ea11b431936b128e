import { BotMetricsError } from '@bot-metrics/core';
import { expect, test } from 'vitest';
import { type StatsdMetricsBackendOptions, settingsOf } from '../src/options.ts';

test('packets are as large as the way to the host allows', () => {
  expect(settingsOf({}).maxPacketBytes).toBe(8932);
  expect(settingsOf({ host: 'localhost' }).maxPacketBytes).toBe(8932);
  expect(settingsOf({ host: 'metrics.example' }).maxPacketBytes).toBe(1432);
  expect(settingsOf({ protocol: 'tcp' }).maxPacketBytes).toBe(65_000);
  expect(settingsOf({ path: '/var/run/statsd.sock' }).maxPacketBytes).toBe(8192);
  expect(settingsOf({ maxPacketBytes: 512 }).maxPacketBytes).toBe(512);
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
    interval: '10s',
  };
  let message = '';
  try {
    settingsOf(wrong as unknown as StatsdMetricsBackendOptions);
  } catch (error) {
    message =
      error instanceof BotMetricsError && error.code === 'invalid_configuration' ? error.message : String(error);
  }
  expect(message.split('\n')).toEqual([
    'host: "http://host" is no host; write a name or an address such as "127.0.0.1"',
    'port: 70000 is no port; write a whole number from 1 to 65535',
    'protocol: "unix" is not known; write "udp", "tcp", or "uds" for a Unix socket',
    'path: "/var/run/statsd.sock" is of a Unix socket; set "protocol" to "uds", or leave it out',
    'dialect: "graphite" is not known; write "statsd", "dogstatsd" or "influx"',
    'prefix: "my app." cannot begin a name; write letters, digits, ".", "-" and "_", a letter first, such as "shop."',
    'histograms: "linear" is not known; write "explicit" or "exponential"',
    'maxPacketBytes: 1 is no size; write a whole number from 64 to 65507',
    'interval: "10s" is no number of seconds; write one above 0, up to 86400',
  ]);
});

test('a path alone means a Unix socket', () => {
  expect(settingsOf({ path: '/var/run/statsd.sock' })).toMatchObject({ protocol: 'uds', path: '/var/run/statsd.sock' });
  expect(() => settingsOf({ protocol: 'uds' })).toThrow('path: undefined is no path of a socket');
  expect(() => settingsOf({ path: `/${'a'.repeat(107)}` })).toThrow('is no path of a socket');
});

test('a socket is an address of its own, with packets as large as the Agent reads at once', () => {
  const socket = { send() {} };
  expect(settingsOf({ socket })).toMatchObject({ socket, maxPacketBytes: 8192 });
  expect(() => settingsOf({ socket, port: 8125 })).toThrow('port: 8125 says where to send to, and so does "socket"');
  expect(() => settingsOf({ socket: {} as typeof socket })).toThrow('socket: "object" is no datagram socket');
});

test('what only DogStatsD knows needs that dialect', () => {
  const options = { tags: ['env:test'], containerId: 'ci-abc', timestamps: true, health: true };
  expect(settingsOf({ dialect: 'dogstatsd', ...options })).toMatchObject(options);
  for (const option of Object.keys(options)) expect(() => settingsOf(options)).toThrow(`${option}: `);
  expect(() => settingsOf({ dialect: 'dogstatsd', containerId: 'a|b' })).toThrow('containerId: "a|b" is no id');
  expect(() => settingsOf({ dialect: 'dogstatsd', tags: ['a,b'] })).toThrow('tags: ["a,b"] are no tags; write a list');
});

test('options of an aggregate need one', () => {
  const options = { interval: 10, timestamps: true, health: true, histograms: 'explicit' } as const;
  expect(() => settingsOf({ dialect: 'dogstatsd', aggregate: false, ...options })).toThrow(
    /^interval: 10 is of an aggregate.*\ntimestamps: .*\nhealth: .*\nhistograms: .*$/,
  );
  expect(() => settingsOf({ aggregate: 'no' as never })).toThrow('aggregate: "no" is neither true nor false');
});
