import { expect, test } from 'vitest';
import { readRequestParameters, structured } from '../../src/fake-bot-api/request-parameters.ts';

const none = new URLSearchParams();

test('merges query and body', () => {
  const query = new URLSearchParams('offset=5&limit=2');
  expect(readRequestParameters(query, 'application/json', Buffer.from('{"limit":3}'))).toEqual({
    offset: '5',
    limit: 3,
  });
});

test('keeps types in JSON and reads forms as text', () => {
  const json = Buffer.from('{"chat_id":7,"reply_markup":{"inline_keyboard":[]}}');
  expect(readRequestParameters(none, 'application/json; charset=utf-8', json)).toEqual({
    chat_id: 7,
    reply_markup: { inline_keyboard: [] },
  });
  expect(readRequestParameters(none, 'application/x-www-form-urlencoded', Buffer.from('chat_id=7&text=a+b'))).toEqual({
    chat_id: '7',
    text: 'a b',
  });
});

test('reads multipart with a quoted or plain boundary', () => {
  const body = Buffer.from('--x\r\ncontent-disposition: form-data; name="text"\r\n\r\nhi\r\n--x--\r\n');
  expect(readRequestParameters(none, 'multipart/form-data; boundary=x', body)).toEqual({ text: 'hi' });
  expect(readRequestParameters(none, 'multipart/form-data; boundary="x"', body)).toEqual({ text: 'hi' });
});

test('an empty body has no parameters, and JSON must be an object', () => {
  expect(readRequestParameters(none, 'application/json', Buffer.alloc(0))).toEqual({});
  expect(() => readRequestParameters(none, 'application/json', Buffer.from('7'))).toThrow(
    'the body must be an object: 7',
  );
  expect(() => readRequestParameters(none, 'application/json', Buffer.from('{'))).toThrow(SyntaxError);
});

test('parses JSON text in a form', () => {
  expect(structured('[{"command":"start"}]')).toEqual([{ command: 'start' }]);
  expect([structured('no JSON'), structured(5)]).toEqual(['no JSON', 5]);
});
