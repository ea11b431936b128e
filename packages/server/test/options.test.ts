import type { Problem } from '@bot-metrics/core/options';
import { expect, test } from 'vitest';
import { authOption } from '../src/options.ts';

function read(auth: unknown): unknown {
  const problems: Problem[] = [];
  const result = authOption.read(auth, { path: ['auth'], problems });
  return problems.length === 0 ? result : problems.map(({ path, text }) => `${path.join('.')}: ${text}`).join('\n');
}

test.each(['prom\n', ' prom\r\n', '\ufeffprom', '"prom"', "'prom'"])(
  'the user name %j is cleaned as a secret',
  (username) => {
    expect(read({ username, password: 'hunter2' })).toEqual({ username: 'prom', password: 'hunter2' });
  },
);

test.each(['prom:hunter2', 'prom\nhunter2', '', ' \n', 7])(
  'the user name %j is refused, and not shown, because it may hold the password',
  (username) => {
    const kind = typeof username === 'number' ? 'a number' : 'a string';
    expect(read({ username, password: 'x' })).toBe(
      `auth.username: expected text without ":" and line breaks, received ${kind}`,
    );
  },
);
