import type { SystemMetricsPort } from '@bot-metrics/core';

/** The figures of the simulated host, in percent from 0 to 100. */
export interface SystemFigures {
  /** @default 50 */
  readonly memoryPercent?: number;
  /** @default 10 */
  readonly cpuPercent?: number;
  /** @default 30 */
  readonly diskPercent?: number;
  /** @default true */
  readonly available?: boolean;
}

/** A simulated host whose figures a test sets, at construction or later by assignment. */
export class StubSystemMetrics implements SystemMetricsPort {
  memoryPercent: number;
  cpuPercent: number;
  diskPercent: number;
  /** Set to `false` to simulate a host that cannot be read. */
  available: boolean;

  constructor(figures: SystemFigures = {}) {
    this.memoryPercent = figures.memoryPercent ?? 50;
    this.cpuPercent = figures.cpuPercent ?? 10;
    this.diskPercent = figures.diskPercent ?? 30;
    this.available = figures.available ?? true;
  }

  async getMemoryUsage(): Promise<number> {
    return this.memoryPercent;
  }

  async getCpuUsage(): Promise<number> {
    return this.cpuPercent;
  }

  async getDiskUsage(_path?: string): Promise<number> {
    return this.diskPercent;
  }

  async isAvailable(): Promise<boolean> {
    return this.available;
  }
}
