import { expect, it } from 'vitest';
import { diskUsedPercent } from '../src/disk-used-percent.ts';

const root = { mount: '/', use: 10 };
const data = { mount: '/data', use: 20 };

it('chooses the longest mount point above the path, in any order', () => {
  expect(diskUsedPercent([root, data], '/data/x')).toBe(20);
  expect(diskUsedPercent([data, root], '/data')).toBe(20);
  expect(diskUsedPercent([data, root], '/home')).toBe(10);
});

it('ignores a mount point that is only a prefix of a directory name', () => {
  expect(diskUsedPercent([root, data], '/database')).toBe(10);
});

it('handles Windows drives', () => {
  expect(diskUsedPercent([{ mount: 'C:', use: 30 }], 'C:\\logs')).toBe(30);
});

it('returns undefined without a file system', () => {
  expect(diskUsedPercent([], '/')).toBeUndefined();
});
