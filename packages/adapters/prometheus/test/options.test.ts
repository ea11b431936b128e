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

it('says what is wrong with credentials and certificates without showing them', () => {
  const problems = (options: object): string => {
    try {
      settingsOf({ name: 'scrape', ...options });
    } catch (error) {
      return String(error);
    }
    return '';
  };
  expect(problems({ auth: { username: 'a:b', password: '' } })).toContain(
    'backends.scrape.auth.username must be text without ":" (RFC 7617, section 2); backends.scrape.auth.password must be text',
  );
  expect(problems({ auth: { token: 'two words' } })).toContain(
    'backends.scrape.auth.token must be text without spaces',
  );
  expect(problems({ auth: { token: 'two words' } })).not.toContain('two words');
  expect(problems({ tls: { cert: 'PEM', key: '' } })).toContain('backends.scrape.tls needs both cert and key, in PEM');
});

it('takes a prefix with or without the underscore', () => {
  expect(settingsOf({ prefix: 'shop_' }).prefix).toBe('shop');
});
