import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ContainerCpu, readContainerUsage } from '../src/container-usage.ts';

let files: string;

beforeEach(() => {
  files = mkdtempSync(join(tmpdir(), 'cgroup-'));
});

afterEach(() => rmSync(files, { recursive: true }));

function write(group: string, contents: Readonly<Record<string, string>>): void {
  mkdirSync(join(files, 'proc/self'), { recursive: true });
  mkdirSync(join(files, 'sys/fs/cgroup', group), { recursive: true });
  writeFileSync(join(files, 'proc/self/cgroup'), `0::${group}\n`);
  for (const [name, text] of Object.entries(contents)) writeFileSync(join(files, 'sys/fs/cgroup', group, name), text);
}

const limited = {
  'memory.max': '536870912\n',
  'memory.current': '300000000\n',
  'memory.stat': 'anon 1000\nfile 60000000\ninactive_file 50000000\nactive_file 10000000\n',
  'cpu.max': '150000 100000\n',
  'cpu.stat': 'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n',
};

it.each(['/', '/system.slice/bot.service'])('reads limits and usage of the group %s', async (group) => {
  write(group, limited);
  expect(await readContainerUsage(files)).toEqual({
    memoryLimitBytes: 536_870_912,
    memoryBytes: 250_000_000,
    cpuLimit: 1.5,
    cpuSeconds: 2.5,
  });
});

it('reports no limit if none is set', async () => {
  write('/', { ...limited, 'memory.max': 'max\n', 'cpu.max': 'max 100000\n' });
  expect(await readContainerUsage(files)).toEqual({});
});

it("reports no limit in the host's root group or without control groups", async () => {
  expect(await readContainerUsage(files)).toEqual({});
  write('/', { 'cpu.stat': limited['cpu.stat'] });
  expect(await readContainerUsage(files)).toEqual({});
});

it('covers the time since the process started, then the time since the previous reading', () => {
  const clock = { now: 100, monotonicSeconds: () => clock.now };
  const cpu = new ContainerCpu(clock, 20);
  expect(cpu.usedPercent(5, 0.5)).toBe(50);
  clock.now = 110;
  expect(cpu.usedPercent(9, 0.5)).toBe(80);
});
