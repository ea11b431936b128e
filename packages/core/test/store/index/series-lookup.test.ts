import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { hashIds, MISS, probe } from '../../../src/store/index/series-lookup.ts';
import { lookupScenario } from './lookup-scenario.ts';

test('where the runtime forbids code generation the loop finds the same series', () => {
  const scenario = new URL('./lookup-scenario.ts', import.meta.url).href;
  const program = `
    import { lookupScenario } from ${JSON.stringify(scenario)};
    process.stdout.write(JSON.stringify(lookupScenario()));`;
  const flags = ['--disallow-code-generation-from-strings', '--no-warnings', '--input-type=module'];
  const output = execFileSync(process.execPath, [...flags, '--eval', program], { encoding: 'utf8', timeout: 20_000 });
  const looped: ReturnType<typeof lookupScenario> = JSON.parse(output);
  const unrolled = lookupScenario();
  expect([unrolled.codeGeneration, looped.codeGeneration]).toEqual([true, false]);
  expect(unrolled.series.length).toBeGreaterThan(300);
  expect(looped.series).toEqual(unrolled.series);
});

test('probing walks past other series that have the same place', () => {
  const table = new Int32Array(4).fill(-1);
  const tuples = Int32Array.of(5, 6);
  const home = hashIds(tuples, 0, 1) & 3;
  table[home] = 1;
  table[(home + 1) & 3] = 0;
  const tables = { ids: [], tuples, table, mask: 3 };
  expect(probe(tables, Int32Array.of(5))).toBe(0);
  table[(home + 1) & 3] = -1;
  expect(probe(tables, Int32Array.of(5))).toBe(MISS);
});
