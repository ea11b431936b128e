import { expect, it } from 'vitest';
import { findDiskUsage } from '../src/system-reader.ts';

const root = { mount: '/', use: 10 };
const data = { mount: '/data', use: 20 };

it('chooses the longest mount point above the path, in any order', () => {
  expect(findDiskUsage([root, data], '/data/x')).toBe(20);
  expect(findDiskUsage([data, root], '/data')).toBe(20);
  expect(findDiskUsage([data, root], '/home')).toBe(10);
});

it('ignores a mount point that is only a prefix of a directory name', () => {
  expect(findDiskUsage([root, data], '/database')).toBe(10);
});

it('handles Windows drives', () => {
  expect(findDiskUsage([{ mount: 'C:', use: 30 }], 'C:\\logs')).toBe(30);
});

it('returns undefined without a file system', () => {
  expect(findDiskUsage([], '/')).toBeUndefined();
});
