/** The host at one moment, in percent, 0 to 100. */
export interface SystemMetrics {
  readonly memoryPercent: number;
  readonly cpuPercent: number;
  readonly diskPercent: number;
  /** Kept with the model; never a sample time. */
  readonly timestamp?: Date;
}
