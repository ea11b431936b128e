import { type Metrics, toMetrics } from '../../metrics.ts';
import type { MetricsRecorder } from '../../ports/metrics-backend-port.ts';
import { NamedGauges, type NamingOptions, selectNames } from '../naming.ts';
import { Polling, type PollingOptions } from '../polling.ts';

/** Reads the host. All figures are percentages, 0 to 100. */
export interface SystemMetricsPort {
  getMemoryUsage(): Promise<number>;
  getCpuUsage(): Promise<number>;
  /** @param path a path on the file system to read, by default the root */
  getDiskUsage(path?: string): Promise<number>;
  /** `false` if the host cannot be read: the metrics are then absent, never zero. */
  isAvailable(): Promise<boolean>;
}

/** The host at one moment, in percent, 0 to 100. */
export interface SystemMetrics {
  readonly memoryPercent: number;
  readonly cpuPercent: number;
  readonly diskPercent: number;
  /** For the application's use; never a sample time. */
  readonly timestamp?: Date;
}

/** The naming of the service's metrics, and how it polls its port. */
export interface SystemMetricsServiceOptions extends NamingOptions, PollingOptions {}

/** Records the use of the host's memory, CPU and disk: as ratios under semantic names, in percent under classic names. */
export class SystemMetricsService {
  readonly #port: SystemMetricsPort;
  readonly #memory: NamedGauges;
  readonly #cpu: NamedGauges;
  readonly #disk: NamedGauges;
  readonly #polling: Polling;

  constructor(backend: MetricsRecorder | Metrics, port: SystemMetricsPort, options: SystemMetricsServiceOptions = {}) {
    const metrics = toMetrics(backend);
    const gauge = (semantic: string, classic: string, description: string): NamedGauges =>
      new NamedGauges(
        metrics,
        selectNames(options.naming, { name: semantic, unit: '1', scale: 0.01 }, classic),
        description,
      );
    this.#port = port;
    this.#memory = gauge('system.memory.utilization', 'system_memory_usage_percent', "Use of the host's memory.");
    this.#cpu = gauge('system.cpu.utilization', 'system_cpu_usage_percent', "Use of the host's CPUs.");
    this.#disk = gauge('system.filesystem.utilization', 'system_disk_usage_percent', 'Use of the file system.');
    const polled = { what: 'the host', collect: () => this.collect(), clear: () => this.#clear() };
    this.#polling = new Polling(polled, metrics.store.diagnostics, options);
  }

  /** Reads the port once and records the values; `undefined` if the host cannot be read. Rejects with the error of the port. */
  async collect(): Promise<SystemMetrics | undefined> {
    if (!(await this.#port.isAvailable())) {
      this.#clear();
      return undefined;
    }
    const [memoryPercent, cpuPercent, diskPercent] = await Promise.all([
      this.#port.getMemoryUsage(),
      this.#port.getCpuUsage(),
      this.#port.getDiskUsage(),
    ]);
    this.#memory.set(memoryPercent);
    this.#cpu.set(cpuPercent);
    this.#disk.set(diskPercent);
    return { memoryPercent, cpuPercent, diskPercent };
  }

  /**
   * Collects now and every `intervalSeconds`.
   * @throws BotMetricsError `invalid_configuration` for an interval that is not above 0
   */
  start(intervalSeconds: number): void {
    this.#polling.start(intervalSeconds);
  }

  /** Stops polling. The last values stay. */
  stop(): void {
    this.#polling.stop();
  }

  #clear(): void {
    for (const gauge of [this.#memory, this.#cpu, this.#disk]) gauge.clear();
  }
}
