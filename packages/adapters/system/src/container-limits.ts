import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a container may use, and uses, in the units of the kernel made plain. An absent limit is none. */
export interface ContainerUsage {
  /** Bytes in use, without the file cache that the kernel would give up. */
  readonly memoryBytes?: number;
  readonly memoryLimitBytes?: number;
  /** Processor time used so far, in seconds. */
  readonly cpuSeconds?: number;
  /** In processors: 1.5 is one and a half. */
  readonly cpuLimit?: number;
}

/**
 * Reads the control group (version 2) of this process. Without one, or with one that limits nothing, it is empty.
 * https://docs.kernel.org/admin-guide/cgroup-v2.html
 *
 * @param files where the kernel's files are: `/`, or a stand-in in tests
 */
export async function readContainerUsage(files = '/'): Promise<ContainerUsage> {
  const group = await textOf(join(files, 'proc/self/cgroup'));
  const path = /^0::(\/.*)$/m.exec(group)?.[1];
  if (path === undefined) return {};
  const read = (name: string) => textOf(join(files, 'sys/fs/cgroup', path, name));
  const [memoryMax, memoryCurrent, memoryStat, cpuMax, cpuStat] = await Promise.all(
    ['memory.max', 'memory.current', 'memory.stat', 'cpu.max', 'cpu.stat'].map(read),
  );
  return { ...memoryOf(memoryMax, memoryCurrent, memoryStat), ...cpuOf(cpuMax, cpuStat) };
}

function memoryOf(max = '', current = '', stat = ''): Pick<ContainerUsage, 'memoryBytes' | 'memoryLimitBytes'> {
  const limit = /^\d+/.exec(max)?.[0];
  const used = /^\d+/.exec(current)?.[0];
  if (limit === undefined || used === undefined) return {};
  const cache = Number(/^inactive_file (\d+)/m.exec(stat)?.[1] ?? 0);
  return { memoryLimitBytes: Number(limit), memoryBytes: Math.max(0, Number(used) - cache) };
}

function cpuOf(max = '', stat = ''): Pick<ContainerUsage, 'cpuSeconds' | 'cpuLimit'> {
  const [, quota, period] = /^(\d+) (\d+)/.exec(max) ?? [];
  const used = /^usage_usec (\d+)/m.exec(stat)?.[1];
  if (quota === undefined || period === undefined || used === undefined) return {};
  return { cpuLimit: Number(quota) / Number(period), cpuSeconds: Number(used) / 1e6 };
}

/** Empty where there is no such file, as on every system but Linux. */
function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
