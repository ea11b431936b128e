import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partialSuccessOf } from '../../src/delivery/partial-success.ts';

const protobuf = (hex: string) => partialSuccessOf(Buffer.from(hex, 'hex'), 'http/protobuf');
const json = (text: string) => partialSuccessOf(Buffer.from(text), 'http/json');

test('reads what was left out, in both encodings', () => {
  const found = { rejectedPoints: 300, message: 'too old' };
  expect(protobuf('0a0c08ac021207746f6f206f6c64')).toEqual(found);
  expect(json('{"partialSuccess":{"rejectedDataPoints":"300","errorMessage":"too old"}}')).toEqual(found);
  expect(json('{"partialSuccess":{"errorMessage":"deprecated"}}')).toEqual({
    rejectedPoints: 0,
    message: 'deprecated',
  });
});

test('is nothing where everything was taken', () => {
  expect([protobuf(''), protobuf('0a00'), json('{}'), json('{"partialSuccess":{}}')]).toEqual(Array(4).fill(undefined));
});

test('answers of another form say nothing, and never throw', () => {
  expect([protobuf('0a7f'), protobuf('ffff'), json('OK'), json('null'), json('[]')]).toEqual(Array(5).fill(undefined));
  const property = fc.property(fc.uint8Array(), fc.constantFrom('http/json', 'http/protobuf'), (body, protocol) => {
    partialSuccessOf(body, protocol);
  });
  fc.assert(property);
});
