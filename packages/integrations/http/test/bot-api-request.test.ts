import { expect, it } from 'vitest';
import { isBotApiRequest } from '../src/bot-api-request.ts';

it.each([
  ['api.telegram.org', '/bot42:secret/getMe'],
  ['api.telegram.org', '/'],
  ['127.0.0.1', '/bot42:secret/sendMessage'],
  ['127.0.0.1', '/bot42:secret/test/sendMessage'],
  ['files.example', '/file/bot42:secret/photos/file_1.jpg'],
  ['proxy.example', '/telegram/bot42:secret/getMe'],
])('%s%s is a Bot API request', (host, path) => {
  expect(isBotApiRequest(host, path)).toBe(true);
});

it.each([
  ['example.org', '/bot/42'],
  ['example.org', '/robots.txt'],
  ['telegram.org', '/'],
])('%s%s is not', (host, path) => {
  expect(isBotApiRequest(host, path)).toBe(false);
});
