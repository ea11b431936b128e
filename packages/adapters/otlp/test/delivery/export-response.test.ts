import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readExportResponse, readReason } from '../../src/delivery/export-response.ts';

const answer = (body: Uint8Array, contentType: string) => ({ status: 200, sent: true, body, contentType });
const protobuf = (hex: string, type = 'application/x-protobuf') =>
  readExportResponse(answer(Buffer.from(hex, 'hex'), type), 'http/protobuf');
const json = (text: string) => readExportResponse(answer(Buffer.from(text), 'application/json'), 'http/json');
const all = { rejectedPoints: 0, message: '' };

test('reads rejected points and message, in both encodings', () => {
  const found = { rejectedPoints: 300, message: 'too old' };
  expect(protobuf('0a0c08ac021207746f6f206f6c64')).toEqual(found);
  expect(json('{"partialSuccess":{"rejectedDataPoints":"300","errorMessage":"too old"}}')).toEqual(found);
  expect(json('{"partialSuccess":{"errorMessage":"deprecated"}}')).toEqual({ ...all, message: 'deprecated' });
});

test('nothing is rejected if everything was accepted', () => {
  const bodies = [
    protobuf(''),
    protobuf('0a00'),
    json('{}'),
    json('{"partialSuccess":{}}'),
    json('{"partialSuccess":null}'),
  ];
  expect(bodies).toEqual(Array(5).fill(all));
});

test('a count is read as it was sent, also a negative one and no number', () => {
  // -2^62
  expect(protobuf('0a0b0880808080808080 80c001'.replace(' ', '')).rejectedPoints).toBe(-(2 ** 62));
  expect(json('{"partialSuccess":{"rejectedDataPoints":"-5"}}').rejectedPoints).toBe(-5);
  expect(json('{"partialSuccess":{"rejectedDataPoints":"many"}}').rejectedPoints).toBeNaN();
});

test('fields of the future are ignored, but not where nothing says that the bytes are protobuf', () => {
  for (const hex of ['1001', '1900000000000000ff', '1d000000ff', '220161']) expect(protobuf(hex)).toEqual(all);
  expect(() => protobuf(Buffer.from('Hi').toString('hex'), 'text/plain')).toThrow('with text/plain instead');
});

test('other answers are errors', () => {
  for (const hex of ['0a7f', 'ffff', '0800', '0a02ffff', '00', 'ff'.repeat(20)]) expect(() => protobuf(hex)).toThrow();
  for (const text of ['"OK"', 'null', '[]', '5', '{', '{"error":"x"}', '{"partialSuccess":[]}']) {
    expect(() => json(text)).toThrow();
  }
});

test('any body of any type either decodes or is an error with a message, and its reason is a text', () => {
  const types = fc.oneof(
    fc.constantFrom('', 'text/html', 'text/plain', 'application/json', 'application/x-protobuf'),
    fc.string(),
  );
  const bodies = fc.oneof(
    fc.uint8Array(),
    fc.json().map((text) => Buffer.from(text)),
  );
  const property = fc.property(
    bodies,
    types,
    fc.constantFrom('http/json', 'http/protobuf', 'grpc'),
    (body, type, protocol) => {
      expect(readReason(answer(body, type))).toBeTypeOf('string');
      try {
        expect(readExportResponse(answer(body, type), protocol)).toHaveProperty('rejectedPoints');
      } catch (error) {
        expect(String(error)).toMatch(/^Error: (, but| with)/);
      }
    },
  );
  fc.assert(property);
});
