import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { instrumentationScope } from '../../src/encoding/instrumentation-scope.ts';

const { name, version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  name: string;
  version: string;
};

test('the scope has the version of the package; `vitest -u` writes it', async () => {
  const file = fileURLToPath(new URL('../../src/encoding/instrumentation-scope.ts', import.meta.url));
  const source = readFileSync(file, 'utf8').replace(/version: '[^']*'/, `version: '${version}'`);
  await expect(source).toMatchFileSnapshot(file);
  expect(instrumentationScope.name).toBe(name);
});
