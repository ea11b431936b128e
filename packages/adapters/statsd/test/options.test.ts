import { BotMetricsError } from '@bot-metrics/core';
import { expect, test } from 'vitest';
import { type StatsdMetricsBackendOptions, settingsOf } from '../src/options.ts';

test('packets are as large as the way to the host allows', () => {
  expect(settingsOf({}).maxPacketBytes).toBe(8932);
  expect(settingsOf({ host: 'localhost' }).maxPacketBytes).toBe(8932);
  expect(settingsOf({ host: 'metrics.example' }).maxPacketBytes).toBe(1432);
  expect(settingsOf({ protocol: 'tcp' }).maxPacketBytes).toBe(65_000);
  expect(settingsOf({ maxPacketBytes: 512 }).maxPacketBytes).toBe(512);
});

test('reports every problem at once', () => {
  const wrong = {
    host: 'http://host',
    port: 70_000,
    protocol: 'unix',
    dialect: 'graphite',
    prefix: 'my app.',
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
    'protocol: "unix" is not known; write "udp" or "tcp"',
    'dialect: "graphite" is not known; write "statsd" or "dogstatsd"',
    'prefix: "my app." cannot begin a name; write letters, digits, ".", "-" and "_", a letter first, such as "shop."',
    'maxPacketBytes: 1 is no size; write a whole number from 64 to 65507',
    'interval: "10s" is no number of seconds; write one above 0, up to 86400',
  ]);
});
