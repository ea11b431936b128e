import type { Clock, SystemMetricsPort } from '@bot-metrics/core';
import { ContainerCpu, type ContainerUsage, readContainerUsage } from './container-usage.ts';
import { findDiskUsage, loadSystemInformation, type SystemReader } from './system-reader.ts';

/** Which disk is read and how long readings are cached. */
export interface SystemInformationAdapterOptions {
  /** How long a reading is cached, in seconds; `0` disables the cache. @default 1 */
  readonly cacheSeconds?: number;
  /** The path that `getDiskUsage()` without an argument reports on. @default '/' */
  readonly diskPath?: string;
  /** Reads the host. @default the package `systeminformation`, loaded on the first reading */
  readonly reader?: SystemReader;
  /** Reads the container's limits. @default the version 2 control group of the process */
  readonly container?: () => Promise<ContainerUsage>;
  /** Clock for the age of cached readings. @default the process's monotonic time */
  readonly clock?: Pick<Clock, 'monotonicSeconds'>;
}

const processClock: Pick<Clock, 'monotonicSeconds'> = { monotonicSeconds: () => performance.now() / 1000 };

/**
 * Reads memory, CPU and disk usage of the host through `systeminformation`, in percent from 0 to 100.
 *
 * A failed reading rejects instead of reporting zero, and the next call tries again. Concurrent calls share one
 * reading. If the container limits memory or CPU (cgroup v2), the figure is the share of that limit instead of the
 * host's total.
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
      // A limit above the host's memory has no effect.
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

  /** Total memory less available memory. Caches that the kernel can reclaim count as available. */
  async getMemoryUsage(): Promise<number> {
    return checkPercent('memory', await this.#memory.value());
  }

  /** The load of all CPUs since the previous reading; the first reading covers the time since boot. */
  async getCpuUsage(): Promise<number> {
    return checkPercent('cpu', await this.#cpu.value());
  }

  /** Usage of the file system that holds `path`; rejects if no mounted file system does. */
  async getDiskUsage(path: string = this.#diskPath): Promise<number> {
    return checkPercent(`disk ${path}`, findDiskUsage(await this.#disks.value(), path));
  }

  /** `false` if `systeminformation` cannot be loaded or cannot read the host's memory. */
  async isAvailable(): Promise<boolean> {
    try {
      await this.getMemoryUsage();
      return true;
    } catch {
      return false;
    }
  }
}

function checkPercent(what: string, value: number | undefined): number {
  if (value === undefined || !Number.isFinite(value))
    throw new Error(`systeminformation returned no reading for ${what}`);
  return Math.min(100, Math.max(0, value));
}

/** Caches a reading for a limited time. Concurrent calls share one reading; a failure is not cached. */
class CachedReading<T> {
  readonly #read: () => Promise<T>;
  readonly #seconds: number;
  readonly #clock: Pick<Clock, 'monotonicSeconds'>;
  #reading: Promise<T> | undefined;
  #validUntil = Number.POSITIVE_INFINITY;

  constructor(read: () => Promise<T>, seconds: number, clock: Pick<Clock, 'monotonicSeconds'>) {
    this.#read = read;
    this.#seconds = seconds;
    this.#clock = clock;
  }

  value(): Promise<T> {
    if (this.#reading === undefined || this.#clock.monotonicSeconds() >= this.#validUntil) {
      // The age counts from completion, so that a slow reading is not expired on arrival.
      this.#validUntil = Number.POSITIVE_INFINITY;
      this.#reading = this.#read().then(
        (value) => {
          this.#validUntil = this.#clock.monotonicSeconds() + this.#seconds;
          return value;
        },
        (error) => {
          this.#reading = undefined;
          throw error;
        },
      );
    }
    return this.#reading;
  }
}
