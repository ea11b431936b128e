import type { Metrics } from '../../metrics.ts';
import type { MetricsRecorder } from '../../ports/metrics-recorder.ts';
import { metricsOf } from '../metrics-of.ts';
import { NamedGauges, namesFor } from '../named-gauges.ts';
import type { NamingOptions } from '../naming.ts';
import { Polling, type PollingOptions } from '../polling.ts';
import type { SystemMetrics } from './system-metrics.ts';
import type { SystemMetricsPort } from './system-metrics-port.ts';

/** How the service names its metrics and polls its port. */
export interface SystemMetricsServiceOptions extends NamingOptions, PollingOptions {}

/** Records the host's memory, CPU and disk: as ratios under semantic names, in percent under classic ones. */
export class SystemMetricsService {
  readonly #port: SystemMetricsPort;
  readonly #memory: NamedGauges;
  readonly #cpu: NamedGauges;
  readonly #disk: NamedGauges;
  readonly #polling: Polling;

  constructor(backend: MetricsRecorder | Metrics, port: SystemMetricsPort, options: SystemMetricsServiceOptions = {}) {
    const metrics = metricsOf(backend);
    const gauge = (semantic: string, classic: string, description: string): NamedGauges =>
      new NamedGauges(
        metrics,
        namesFor(options.naming, { name: semantic, unit: '1', scale: 0.01 }, classic),
        description,
      );
    this.#port = port;
    this.#memory = gauge('system.memory.utilization', 'system_memory_usage_percent', "Use of the host's memory.");
    this.#cpu = gauge('system.cpu.utilization', 'system_cpu_usage_percent', "Use of the host's CPUs.");
    this.#disk = gauge('system.filesystem.utilization', 'system_disk_usage_percent', 'Use of the file system.');
    const polled = { what: 'the host', collect: () => this.collect(), clear: () => this.#clear() };
    this.#polling = new Polling(polled, metrics.store.diagnostics, options);
  }

  /** Reads the port once and records it; `undefined` where the host cannot be read. Rejects with what the port rejects with. */
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

  /** Collects now and every `intervalSeconds`. */
  start(intervalSeconds: number): void {
    this.#polling.start(intervalSeconds);
  }

  stop(): void {
    this.#polling.stop();
  }

  #clear(): void {
    for (const gauge of [this.#memory, this.#cpu, this.#disk]) gauge.clear();
  }
}
