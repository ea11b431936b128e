import type { Clock, SystemMetricsPort } from '@bot-metrics/core';
import { CachedReading } from './cached-reading.ts';
import { ContainerCpu } from './container-cpu.ts';
import { type ContainerUsage, readContainerUsage } from './container-limits.ts';
import { diskUsedPercent } from './disk-used-percent.ts';
import { loadSystemInformation, type SystemReader } from './system-reader.ts';

/** Which disk is read, and for how long a reading stands. */
export interface SystemInformationAdapterOptions {
  /** How long a reading is answered again, in seconds; `0` reads each time. @default 1 */
  readonly cacheSeconds?: number;
  /** The path whose file system `getDiskUsage()` without an argument means. @default '/' */
  readonly diskPath?: string;
  /** What reads the host. @default the package `systeminformation`, loaded with the first reading */
  readonly reader?: SystemReader;
  /** What reads the limits of the container. @default the control group of the process, version 2 */
  readonly container?: () => Promise<ContainerUsage>;
  /** Ages the readings. @default the monotonic time of the process */
  readonly clock?: Pick<Clock, 'monotonicSeconds'>;
}

const processClock: Pick<Clock, 'monotonicSeconds'> = { monotonicSeconds: () => performance.now() / 1000 };

/**
 * Reads memory, processor and disk usage of the host through `systeminformation`, in percent, 0 to 100.
 *
 * A reading that fails rejects and is never a zero; the next call reads again. Calls that come while a reading is under
 * way share it. Where the container of the process limits its memory or its processor (cgroup v2), the figure is the share of
 * that limit and not of the host.
 */
export class SystemInformationAdapter implements SystemMetricsPort {
  readonly #diskPath: string;
  readonly #memory: CachedReading<number>;
  readonly #cpu: CachedReading<number>;
  readonly #disks: CachedReading<Awaited<ReturnType<SystemReader['fsSize']>>>;

  constructor(options: SystemInformationAdapterOptions = {}) {
    const { cacheSeconds = 1, diskPath = '/', reader, container = readContainerUsage, clock = processClock } = options;
    const load = reader === undefined ? loadSystemInformation : async () => reader;
    this.#diskPath = diskPath;
    const readMemory = async () => {
      const { memoryBytes, memoryLimitBytes } = await container();
      const { total, available } = await (await load()).mem();
      // A limit that the host cannot fill limits nothing.
      return memoryBytes !== undefined && memoryLimitBytes !== undefined && memoryLimitBytes < total
        ? (memoryBytes / memoryLimitBytes) * 100
        : ((total - available) / total) * 100;
    };
    const containerCpu = new ContainerCpu(clock, process.uptime());
    const readCpu = async () => {
      const { cpuSeconds, cpuLimit } = await container();
      return cpuSeconds !== undefined && cpuLimit !== undefined
        ? containerCpu.usedPercent(cpuSeconds, cpuLimit)
        : (await (await load()).currentLoad()).currentLoad;
    };
    this.#memory = new CachedReading(readMemory, cacheSeconds, clock);
    this.#cpu = new CachedReading(readCpu, cacheSeconds, clock);
    this.#disks = new CachedReading(async () => (await load()).fsSize(), cacheSeconds, clock);
  }

  /** Memory that programs cannot have: total less available. Caches that the kernel would give up count as available. */
  async getMemoryUsage(): Promise<number> {
    return percent('memory', await this.#memory.value());
  }

  /** The load of all processors together since the reading before; the first one means the time since boot. */
  async getCpuUsage(): Promise<number> {
    return percent('cpu', await this.#cpu.value());
  }

  /** Of the file system that holds `path`; rejects when no mounted one does. */
  async getDiskUsage(path: string = this.#diskPath): Promise<number> {
    return percent(`disk ${path}`, diskUsedPercent(await this.#disks.value(), path));
  }

  /** `false` where `systeminformation` cannot be loaded or cannot read the memory of this host. */
  async isAvailable(): Promise<boolean> {
    try {
      await this.getMemoryUsage();
      return true;
    } catch {
      return false;
    }
  }
}

function percent(what: string, value: number | undefined): number {
  if (value === undefined || !Number.isFinite(value)) throw new Error(`systeminformation has no reading of ${what}`);
  return Math.min(100, Math.max(0, value));
}
