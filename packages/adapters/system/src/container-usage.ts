import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@bot-metrics/core';

/** A container's limits and usage. A missing limit means unlimited. */
export interface ContainerUsage {
  /** Bytes in use, without the file cache that the kernel can reclaim. */
  readonly memoryBytes?: number;
  readonly memoryLimitBytes?: number;
  /** Total CPU time used, in seconds. */
  readonly cpuSeconds?: number;
  /** Number of CPUs; 1.5 is one and a half. */
  readonly cpuLimit?: number;
}

/**
 * Reads the version 2 control group of this process. Returns an empty object if there is no control group or it sets no
 * limit. https://docs.kernel.org/admin-guide/cgroup-v2.html
 *
 * @param files the root of the kernel's files: `/`, or a substitute in tests
 */
export async function readContainerUsage(files = '/'): Promise<ContainerUsage> {
  const group = await readText(join(files, 'proc/self/cgroup'));
  const path = /^0::(\/.*)$/m.exec(group)?.[1];
  if (path === undefined) return {};
  const read = (name: string) => readText(join(files, 'sys/fs/cgroup', path, name));
  const [memoryMax, memoryCurrent, memoryStat, cpuMax, cpuStat] = await Promise.all(
    ['memory.max', 'memory.current', 'memory.stat', 'cpu.max', 'cpu.stat'].map(read),
  );
  return { ...parseMemory(memoryMax, memoryCurrent, memoryStat), ...parseCpu(cpuMax, cpuStat) };
}

function parseMemory(max = '', current = '', stat = ''): Pick<ContainerUsage, 'memoryBytes' | 'memoryLimitBytes'> {
  const limit = /^\d+/.exec(max)?.[0];
  const used = /^\d+/.exec(current)?.[0];
  if (limit === undefined || used === undefined) return {};
  const cache = Number(/^inactive_file (\d+)/m.exec(stat)?.[1] ?? 0);
  return { memoryLimitBytes: Number(limit), memoryBytes: Math.max(0, Number(used) - cache) };
}

function parseCpu(max = '', stat = ''): Pick<ContainerUsage, 'cpuSeconds' | 'cpuLimit'> {
  const [, quota, period] = /^(\d+) (\d+)/.exec(max) ?? [];
  const used = /^usage_usec (\d+)/m.exec(stat)?.[1];
  if (quota === undefined || period === undefined || used === undefined) return {};
  return { cpuLimit: Number(quota) / Number(period), cpuSeconds: Number(used) / 1e6 };
}

/** Returns an empty text if the file does not exist, as on every system other than Linux. */
function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

interface Sample {
  readonly cpuSeconds: number;
  readonly at: number;
}

/** The share of its CPU limit that the container used since the previous reading, in percent. */
export class ContainerCpu {
  readonly #clock: Pick<Clock, 'monotonicSeconds'>;
  #before: Sample;

  /** The first reading covers the time since the process started, which is about when the container did. */
  constructor(clock: Pick<Clock, 'monotonicSeconds'>, uptimeSeconds: number) {
    this.#clock = clock;
    this.#before = { cpuSeconds: 0, at: clock.monotonicSeconds() - uptimeSeconds };
  }

  usedPercent(cpuSeconds: number, limit: number): number {
    const at = this.#clock.monotonicSeconds();
    const before = this.#before;
    this.#before = { cpuSeconds, at };
    return ((cpuSeconds - before.cpuSeconds) / ((at - before.at) * limit)) * 100;
  }
}
