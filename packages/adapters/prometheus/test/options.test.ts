import { BotMetricsError } from '@bot-metrics/core';
import { checkOptions } from '@bot-metrics/core/options';
import { expect, it } from 'vitest';
import { options } from '../src/options.ts';
import { PrometheusMetricsBackend } from '../src/prometheus-metrics-backend.ts';

/** The message of the error that these options cause. */
function messageOf(given: object): string {
  try {
    new PrometheusMetricsBackend(given);
  } catch (error) {
    if (error instanceof BotMetricsError && error.code === 'invalid_configuration') return error.message;
    throw error;
  }
  return '';
}

it('listens on the loopback address by default', () => {
  const { resolved } = checkOptions({ options }, {});
  expect(resolved).toMatchObject({ host: '127.0.0.1', port: 9464, path: '/metrics', listen: true, prefix: '' });
});

it('lists every problem at once', () => {
  expect(messageOf({ name: 'scrape', host: '', port: 70_000, path: 'metrics', prefix: '9' }).split('\n')).toEqual([
    'host: expected text, received ""',
    'port: expected a whole number from 0 to 65535, received 70000',
    'path: expected a path that starts with "/" and holds no "?", "#" or space, received "metrics"',
    'prefix: expected a letter followed by letters, digits and "_", received "9"',
  ]);
});

it('describes wrong credentials and certificates without showing them', () => {
  expect(messageOf({ auth: { username: 'a:b', password: '' } }).split('\n')).toEqual([
    'auth.username: expected text without ":" and line breaks, received a string',
    'auth.password: expected text, { env: NAME } or { file: PATH }, received an empty text; set it',
  ]);
  const token = messageOf({ auth: { token: 'two words' } });
  expect(token).toBe('auth.token: expected only the token, received white space inside it; remove it');
  expect(messageOf({ auth: 'two words' })).toBe('auth: expected a map, received a string');
  expect(messageOf({ tls: { cert: 'PEM' } })).toBe('tls.key: missing; it is needed here');
});

it('takes a prefix with or without a trailing underscore', async () => {
  for (const prefix of ['shop', 'shop_']) {
    const backend = new PrometheusMetricsBackend({ prefix, listen: false });
    backend.recordCounter('posts');
    expect(await backend.getMetricsOutput()).toContain('shop_posts_total 1');
  }
});
