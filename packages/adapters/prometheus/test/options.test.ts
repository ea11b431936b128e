import { expect, it } from 'vitest';
import { settingsOf } from '../src/options.ts';

it('listens on the loopback address only, unless told otherwise', () => {
  expect(settingsOf({})).toMatchObject({ host: '127.0.0.1', port: 9464, path: '/metrics', listen: true, prefix: '' });
});

it('lists every problem at once, under the name of the backend', () => {
  const broken = { name: 'scrape', host: '', port: 70_000, path: 'metrics', prefix: '9' };
  expect(() => settingsOf(broken)).toThrow(
    expect.objectContaining({
      code: 'invalid_configuration',
      message:
        'backends.scrape.host "" must be an address or a name; backends.scrape.port 70000 must be 0 to 65535; ' +
        'backends.scrape.path "metrics" must start with "/" and hold no "?", "#" or space; ' +
        'backends.scrape.prefix "9" must start with a letter and hold only letters, digits and "_"',
    }),
  );
});

it('takes a prefix with or without the underscore', () => {
  expect(settingsOf({ prefix: 'shop_' }).prefix).toBe('shop');
});
