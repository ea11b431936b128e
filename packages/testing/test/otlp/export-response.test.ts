import { expect, test } from 'vitest';
import { errorResponse, exportResponse } from '../../src/otlp/export-response.ts';
import { ProtobufMessage } from '../../src/otlp/protobuf-message.ts';

test('full success is an empty message', () => {
  expect(exportResponse('application/x-protobuf')).toHaveLength(0);
  expect(exportResponse('application/json').toString()).toBe('{}');
});

test('partial success in protobuf: rejected_data_points is field 1, error_message is field 2', () => {
  const response = exportResponse('application/x-protobuf', { rejectedDataPoints: 3, errorMessage: 'late' });
  expect(response.toString('hex')).toBe('0a08' + '0803' + '1204' + '6c617465');
});

test('large numbers and long messages survive protobuf', () => {
  const errorMessage = 'é'.repeat(100);
  const response = exportResponse('application/x-protobuf', { rejectedDataPoints: 2 ** 40, errorMessage });
  const partialSuccess = new ProtobufMessage(response).message(1, 'partialSuccess');
  expect(partialSuccess?.int64(1, 'rejectedDataPoints')).toBe(2n ** 40n);
  expect(partialSuccess?.string(2, 'errorMessage')).toBe(errorMessage);
});

test('partial success in JSON has its 64-bit integer as a string', () => {
  const response = exportResponse('application/json', { rejectedDataPoints: 3, errorMessage: 'late' });
  expect(JSON.parse(response.toString())).toEqual({
    partialSuccess: { rejectedDataPoints: '3', errorMessage: 'late' },
  });
});

test('a refusal is a google.rpc.Status: code is field 1, message is field 2', () => {
  const refusal = { code: 3, message: 'late' };
  expect(errorResponse('application/x-protobuf', refusal).toString('hex')).toBe('0803' + '1204' + '6c617465');
  expect(JSON.parse(errorResponse('application/json', refusal).toString())).toEqual(refusal);
});
