import { describe, expect, it, vi } from 'vitest';
import { SystemInformationAdapter } from '../src/system-information-adapter.ts';
import type { SystemReader } from '../src/system-reader.ts';

const container = async () => ({});

function fakeReader(changes: Partial<SystemReader> = {}): SystemReader {
  return {
    mem: async () => ({ total: 1000, available: 250 }),
    currentLoad: async () => ({ currentLoad: 12.5 }),
    fsSize: async () => [
      { mount: '/', use: 40 },
      { mount: '/data', use: 80 },
    ],
    ...changes,
  };
}

function fakeClock() {
  return {
    now: 0,
    monotonicSeconds() {
      return this.now;
    },
  };
}

describe('SystemInformationAdapter', () => {
  it('counts unavailable memory as used', async () => {
    expect(await new SystemInformationAdapter({ container, reader: fakeReader() }).getMemoryUsage()).toBe(75);
  });

  it('returns the CPU load in percent', async () => {
    expect(await new SystemInformationAdapter({ container, reader: fakeReader() }).getCpuUsage()).toBe(12.5);
  });

  it('reads the file system of the configured path, or of a given one', async () => {
    const system = new SystemInformationAdapter({ container, reader: fakeReader(), diskPath: '/data/uploads' });
    expect(await system.getDiskUsage()).toBe(80);
    expect(await system.getDiskUsage('/')).toBe(40);
  });

  it("returns the share of the container's limits if these are below the host's", async () => {
    const clock = fakeClock();
    let usage = { memoryBytes: 90, memoryLimitBytes: 200, cpuSeconds: 0, cpuLimit: 0.5 };
    const system = new SystemInformationAdapter({
      reader: fakeReader(),
      container: async () => usage,
      clock,
      cacheSeconds: 0,
    });
    expect(await system.getMemoryUsage()).toBe(45);
    await system.getCpuUsage();
    clock.now = 10;
    usage = { ...usage, cpuSeconds: 2, memoryLimitBytes: 2000 };
    expect(await system.getCpuUsage()).toBe(40);
    expect(await system.getMemoryUsage()).toBe(75);
  });

  it('rejects a disk path that no mounted file system holds', async () => {
    const system = new SystemInformationAdapter({ container, reader: fakeReader({ fsSize: async () => [] }) });
    await expect(system.getDiskUsage('/srv')).rejects.toThrow('returned no reading for disk /srv');
  });

  it('reads the host once within the cache time, then again', async () => {
    const clock = fakeClock();
    const reader = fakeReader();
    const mem = vi.spyOn(reader, 'mem');
    const system = new SystemInformationAdapter({ container, reader, clock, cacheSeconds: 5 });
    await system.getMemoryUsage();
    clock.now = 4.9;
    await system.getMemoryUsage();
    expect(mem).toHaveBeenCalledTimes(1);
    clock.now = 5;
    await system.getMemoryUsage();
    expect(mem).toHaveBeenCalledTimes(2);
  });

  it('shares one reading among concurrent calls', async () => {
    const reader = fakeReader();
    const currentLoad = vi.spyOn(reader, 'currentLoad');
    const system = new SystemInformationAdapter({ container, reader, cacheSeconds: 0 });
    expect(await Promise.all([system.getCpuUsage(), system.getCpuUsage()])).toEqual([12.5, 12.5]);
    expect(currentLoad).toHaveBeenCalledTimes(1);
  });

  it('does not cache a failed reading', async () => {
    const reader = fakeReader();
    vi.spyOn(reader, 'mem').mockRejectedValueOnce(new Error('EACCES'));
    const system = new SystemInformationAdapter({ container, reader });
    await expect(system.getMemoryUsage()).rejects.toThrow('EACCES');
    expect(await system.getMemoryUsage()).toBe(75);
  });

  it('is unavailable if the host cannot be read', async () => {
    const broken = fakeReader({ mem: () => Promise.reject(new Error('Cannot find package systeminformation')) });
    expect(await new SystemInformationAdapter({ container, reader: broken }).isAvailable()).toBe(false);
    const empty = fakeReader({ mem: async () => ({ total: 0, available: 0 }) });
    expect(await new SystemInformationAdapter({ container, reader: empty }).isAvailable()).toBe(false);
  });

  it('is unavailable if systeminformation cannot be loaded', async () => {
    vi.doMock('systeminformation', () => {
      throw new Error('ERR_MODULE_NOT_FOUND');
    });
    expect(await new SystemInformationAdapter().isAvailable()).toBe(false);
    vi.doUnmock('systeminformation');
  });

  it('reads this host with the real systeminformation', async () => {
    const system = new SystemInformationAdapter();
    expect(await system.isAvailable()).toBe(true);
    for (const value of [await system.getMemoryUsage(), await system.getCpuUsage(), await system.getDiskUsage()]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(100);
    }
    expect(await system.getMemoryUsage()).toBeGreaterThan(0);
  });
});
