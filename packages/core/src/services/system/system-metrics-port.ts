/** Reads the host. All figures in percent, 0 to 100. */
export interface SystemMetricsPort {
  getMemoryUsage(): Promise<number>;
  getCpuUsage(): Promise<number>;
  /** Of the file system that holds `path` (default: the root). */
  getDiskUsage(path?: string): Promise<number>;
  /** `false` where the host cannot be read: the metrics are then absent, never zero. */
  isAvailable(): Promise<boolean>;
}
