import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../sdk/test/temporary-folder.ts';
import { runCommand } from '../run-command.ts';

const names = async (...args: string[]): Promise<string[]> => {
  const { code, out } = await runCommand(['catalogue', '--json', ...args]);
  expect(code).toBe(0);
  return JSON.parse(out).metrics.map(({ name }: { name: string }) => name);
};

test.each(['semantic', 'classic'])('lists the %s metrics of all services', async (naming) => {
  const { code, out, err } = await runCommand(['catalogue', '--naming', naming]);

  await expect(out).toMatchFileSnapshot(`../golden/catalogue-${naming}.txt`);
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

test('semantic is the default, and both combines the two', async () => {
  expect(await names()).toEqual(await names('--naming', 'semantic'));
  expect(new Set(await names('--naming', 'both'))).toEqual(
    new Set([...(await names('--naming', 'semantic')), ...(await names('--naming', 'classic'))]),
  );
});

test('takes the naming from a configuration', async () => {
  const cwd = temporaryFolder({ 'config.yaml': 'naming: classic\n' });

  expect(await names('--config', `${cwd}/config.yaml`)).toEqual(await names('--naming', 'classic'));
});

test('prints labels and buckets of each metric as JSON', async () => {
  const { out } = await runCommand(['catalogue', '--json']);

  expect(JSON.parse(out).metrics).toContainEqual({
    name: 'telegram.update.lag',
    type: 'histogram',
    unit: 's',
    description: 'Time between the date of an update and its handling.',
    labels: [{ name: 'telegram.update.type' }],
    buckets: [0.5, 1, 2, 5, 10, 30, 60, 300, 3600],
  });
});

test('rejects an unknown naming as wrong usage', async () => {
  const { code, err } = await runCommand(['catalogue', '--naming', 'clasic']);

  expect(code).toBe(2);
  expect(err).toMatch(/^--naming: "clasic" must be semantic, classic or both\n/);
});
