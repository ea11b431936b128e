import type { SystemMetricsPort } from '@bot-metrics/core';

/** What the stub answers, in percent, 0 to 100. */
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

/** A host whose figures the test sets; assign to its members at any time. */
export class StubSystemMetrics implements SystemMetricsPort {
  memoryPercent: number;
  cpuPercent: number;
  diskPercent: number;
  /** `false` acts as a host that cannot be read. */
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
