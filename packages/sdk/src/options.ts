import type {
  BusinessMetricsPort,
  DatabaseMetricsPort,
  Diagnostics,
  ExemplarSource,
  SystemMetricsPort,
  TaskQueueMetricsPort,
} from '@bot-metrics/core';
import type { BotMetricsConfig } from './config/config.ts';
import type { Environment } from './config/sources/environment.ts';
import type { ResourceDetector } from './resource.ts';

/** Options that only code can set, in the object with the configuration or in a second argument. */
export interface BotMetricsOptions {
  /** Makes this instance the one that `getBotMetrics()` returns and `metricsTimer` uses. @default false */
  readonly global?: boolean;
  /**
   * Shuts down on SIGINT and SIGTERM within `shutdownTimeout`, then raises the signal again unless another listener handles it. A
   * second signal ends the process at once. On SIGHUP, except on Windows, it reads the configuration again, as `reconfigure` does.
   * @default false
   */
  readonly signals?: boolean;
  /** The sources that the services read. A port that is set is polled. */
  readonly ports?: {
    /** @default `systeminformation` through @bot-metrics/system, loaded when it is first read */
    readonly system?: SystemMetricsPort;
    readonly database?: DatabaseMetricsPort;
    readonly tasks?: TaskQueueMetricsPort;
    readonly business?: BusinessMetricsPort;
  };
  /** Returns the active span, which counters and histograms keep as an exemplar; see @bot-metrics/otel. @default no exemplars */
  readonly exemplars?: ExemplarSource;
  /**
   * Resource detectors of OpenTelemetry, such as `hostDetector`. They run once at the start, which waits for them for at most
   * 2 s. Configured attributes override theirs. @default none
   */
  readonly resourceDetectors?: readonly ResourceDetector[];
  /**
   * The configuration file, relative to `cwd`; `false` reads none.
   * @default `BOT_METRICS_CONFIG_FILE`; or the first `bot-metrics.config.*` in `cwd`, unless the object names `backends`
   */
  readonly configFile?: string | false;
  /** @default process.cwd() */
  readonly cwd?: string;
  /** The environment variables. @default process.env */
  readonly env?: Environment;
  /** @default the console, each message at most once a minute */
  readonly diagnostics?: Diagnostics;
}

const optionNames: readonly (keyof BotMetricsOptions)[] = [
  'global',
  'signals',
  'ports',
  'exemplars',
  'resourceDetectors',
  'configFile',
  'cwd',
  'env',
  'diagnostics',
];

/** Separates options from the configuration; `options` override those in `given`. */
export function splitOptions(
  given: (BotMetricsConfig & BotMetricsOptions) | undefined,
  options: BotMetricsOptions,
): { readonly config: BotMetricsConfig | undefined; readonly options: BotMetricsOptions } {
  if (given === undefined) return { config: undefined, options };
  const entries = Object.entries(given);
  const isOption = (name: string): boolean => optionNames.some((known) => known === name);
  return {
    config: Object.fromEntries(entries.filter(([name]) => !isOption(name))),
    options: { ...Object.fromEntries(entries.filter(([name]) => isOption(name))), ...options },
  };
}
