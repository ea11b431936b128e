import { expect, test } from 'vitest';
import { loadPackage } from '../src/adapters.ts';

const notFound = (name: string): Error =>
  Object.assign(new Error(`Cannot find package '${name}' imported from here`), { code: 'ERR_MODULE_NOT_FOUND' });

test('a package that is not installed is named with the command that installs it', async () => {
  const loading = loadPackage('@bot-metrics/otlp', () => Promise.reject(notFound('@bot-metrics/otlp')));

  await expect(loading).rejects.toMatchObject({
    code: 'missing_package',
    message: 'the package @bot-metrics/otlp is not installed; run: npm install @bot-metrics/otlp',
  });
});

test('a package that fails to load for another reason rejects with that reason', async () => {
  const inner = notFound('something-else');

  await expect(loadPackage('@bot-metrics/otlp', () => Promise.reject(inner))).rejects.toBe(inner);
});

test('the error of Node for a missing package is recognised', async () => {
  const name = '@bot-metrics/not-there';

  await expect(loadPackage(name, () => import(/* @vite-ignore */ name))).rejects.toThrow(`npm install ${name}`);
});
