import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPartialSuccess } from '../../src/delivery/partial-success.ts';

const protobuf = (hex: string) => readPartialSuccess(Buffer.from(hex, 'hex'), 'http/protobuf');
const json = (text: string) => readPartialSuccess(Buffer.from(text), 'http/json');

test('reads rejected points and message, in both encodings', () => {
  const found = { rejectedPoints: 300, message: 'too old' };
  expect(protobuf('0a0c08ac021207746f6f206f6c64')).toEqual(found);
  expect(json('{"partialSuccess":{"rejectedDataPoints":"300","errorMessage":"too old"}}')).toEqual(found);
  expect(json('{"partialSuccess":{"errorMessage":"deprecated"}}')).toEqual({
    rejectedPoints: 0,
    message: 'deprecated',
  });
});

test('is undefined if everything was accepted', () => {
  expect([protobuf(''), protobuf('0a00'), json('{}'), json('{"partialSuccess":{}}')]).toEqual(Array(4).fill(undefined));
});

test('other answers are ignored, and never throw', () => {
  expect([protobuf('0a7f'), protobuf('ffff'), json('OK'), json('null'), json('[]')]).toEqual(Array(5).fill(undefined));
  const property = fc.property(fc.uint8Array(), fc.constantFrom('http/json', 'http/protobuf'), (body, protocol) => {
    readPartialSuccess(body, protocol);
  });
  fc.assert(property);
});
