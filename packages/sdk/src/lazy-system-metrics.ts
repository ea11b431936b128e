import type { SystemMetricsPort } from '@bot-metrics/core';

/** A port whose package is loaded when it is first read. A host without the package is one that cannot be read. */
export class LazySystemMetrics implements SystemMetricsPort {
  readonly #load: () => Promise<SystemMetricsPort>;
  #port: Promise<SystemMetricsPort> | undefined;

  constructor(load: () => Promise<SystemMetricsPort>) {
    this.#load = load;
  }

  async getMemoryUsage(): Promise<number> {
    return (await this.#loaded()).getMemoryUsage();
  }

  async getCpuUsage(): Promise<number> {
    return (await this.#loaded()).getCpuUsage();
  }

  async getDiskUsage(path?: string): Promise<number> {
    return (await this.#loaded()).getDiskUsage(path);
  }

  async isAvailable(): Promise<boolean> {
    try {
      return await (await this.#loaded()).isAvailable();
    } catch {
      return false;
    }
  }

  #loaded(): Promise<SystemMetricsPort> {
    this.#port ??= this.#load();
    return this.#port;
  }
}
