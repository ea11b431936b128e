import { expect, it } from 'vitest';
import { mysqlErrorType } from '../../src/mysql2/mysql-error-type.ts';

it.each([
  [Object.assign(new Error('Duplicate entry secret'), { code: 'ER_DUP_ENTRY', sqlState: '23000' }), '23'],
  [Object.assign(new Error('secret'), { code: 'ER_PARSE_ERROR', sqlState: '#42000' }), '42'],
  [Object.assign(new Error('secret'), { code: 'PROTOCOL_CONNECTION_LOST' }), 'PROTOCOL_CONNECTION_LOST'],
  [undefined, 'error'],
])('%s has the type %s', (error, type) => {
  expect(mysqlErrorType(error)).toBe(type);
});
