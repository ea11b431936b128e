import { expect, it } from 'vitest';
import { diskUsedPercent } from '../src/disk-used-percent.ts';

const root = { mount: '/', use: 10 };
const data = { mount: '/data', use: 20 };

it('takes the longest mount point above the path, in whatever order they come', () => {
  expect(diskUsedPercent([root, data], '/data/x')).toBe(20);
  expect(diskUsedPercent([data, root], '/data')).toBe(20);
  expect(diskUsedPercent([data, root], '/home')).toBe(10);
});

it('does not take a mount point that is only a prefix of a name', () => {
  expect(diskUsedPercent([root, data], '/database')).toBe(10);
});

it('understands Windows drives', () => {
  expect(diskUsedPercent([{ mount: 'C:', use: 30 }], 'C:\\logs')).toBe(30);
});

it('has no answer without a file system', () => {
  expect(diskUsedPercent([], '/')).toBeUndefined();
});
