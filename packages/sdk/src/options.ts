import type {
  BusinessMetricsPort,
  DatabaseMetricsPort,
  Diagnostics,
  ExemplarSource,
  SystemMetricsPort,
  TaskQueueMetricsPort,
} from '@bot-metrics/core';
import type { Environment } from './config/environment.ts';
import type { ResourceDetector } from './resource-detectors.ts';

/** What only code can say, beside the configuration. */
export interface BotMetricsOptions {
  /** Makes the instance that of `getBotMetrics()` and of `metricsTimer`. @default false */
  readonly global?: boolean;
  /**
   * Shuts down on SIGINT and SIGTERM, then raises the signal again unless somebody else listens to it. Never ends the
   * process by itself. On SIGHUP reads the configuration anew, as `reconfigure` with the argument it had, except on
   * Windows. @default false
   */
  readonly signals?: boolean;
  /** What the services read. A port that is given is polled. */
  readonly ports?: {
    /** @default `systeminformation` through @bot-metrics/system, loaded when it is first read */
    readonly system?: SystemMetricsPort;
    readonly database?: DatabaseMetricsPort;
    readonly tasks?: TaskQueueMetricsPort;
    readonly business?: BusinessMetricsPort;
  };
  /** Tells the active span, of which counters and histograms keep an exemplar; @bot-metrics/otel has one. @default none are kept */
  readonly exemplars?: ExemplarSource;
  /**
   * Of OpenTelemetry, such as `hostDetector`: they are asked once, at the start, which waits for them for 2 s at most. What is
   * configured goes before what they find. @default none
   */
  readonly resourceDetectors?: readonly ResourceDetector[];
  /** The configuration file, relative to `cwd`; `false` reads none. @default the first `bot-metrics.config.*` in `cwd` */
  readonly configFile?: string | false;
  /** @default process.cwd() */
  readonly cwd?: string;
  /** The environment variables. @default process.env */
  readonly env?: Environment;
  /** @default the console, each message at most once a minute */
  readonly diagnostics?: Diagnostics;
}
