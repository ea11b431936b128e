import type { Naming, View } from '@bot-metrics/core';
import type { Duration } from '@bot-metrics/core/options';
import type { BackendConfig, PrometheusBackendConfig } from './schema/backend-config.ts';

/**
 * The configuration that `createBotMetrics` takes and that a configuration file holds. Everything is optional.
 *
 * Sources are merged key by key. The argument overrides `BOT_METRICS_*` variables, these override the file, it overrides
 * `OTEL_*` variables, and these override the defaults.
 */
export interface BotMetricsConfig {
  /** For editors; not read. */
  readonly $schema?: string;
  /** Resource attributes that identify the service. */
  readonly service?: ServiceConfig;
  /** Further resource attributes, such as `{ 'cloud.region': 'eu-west-1' }`. */
  readonly resource?: Readonly<Record<string, string | number | boolean>>;
  /**
   * Backends by name, built-in or custom. An object that sets this is complete: no file in the working directory is merged into it.
   * An empty map creates an instance that records and delivers nothing.
   * @default Prometheus on 127.0.0.1:9464
   */
  readonly backends?: Readonly<Record<string, BackendConfig>>;
  /** One port for health probes and metrics pages. @default none */
  readonly admin?: AdminConfig;
  /**
   * Precedes the names of your own metrics, without a separator. The metrics of the services keep their names, because dashboards
   * and OpenTelemetry's conventions rely on them. @default none
   */
  readonly prefix?: string;
  /** Labels of every record, including those of the services. @default none */
  readonly labels?: Readonly<Record<string, string | number | boolean>>;
  /** The most metrics that records define by their first use, such as `recordCounter('x')`. @default 2000 */
  readonly maxMetrics?: number;
  /** The most characters of a label value; longer values are cut. @default 1024 */
  readonly maxLabelLength?: number;
  /** What a backend sees of a metric, where it differs from what is recorded. Views apply in this order and are frozen at the start. @default none */
  readonly views?: readonly View[];
  /**
   * With `report`, a backend that cannot start, such as one whose port is in use, is logged as an error, and the service runs without
   * it until `reconfigure` or SIGHUP succeeds. With `reject`, `createBotMetrics` rejects. @default 'reject'
   */
  readonly onStartFailure?: 'reject' | 'report';
  /** `false` records and delivers nothing, as `OTEL_SDK_DISABLED=true` does. @default true */
  readonly enabled?: boolean;
  /** The deadline of a shutdown, after which undelivered records are dropped. @default 10 seconds */
  readonly shutdownTimeout?: Duration;
  /** The metrics `bot_metrics.*`: the account of every backend and the outcome of its exports. @default true */
  readonly ownMetrics?: boolean;
  /** The names of the services' metrics. @default 'semantic' */
  readonly naming?: Naming;
  /** Memory, CPU and disk of the host. They are polled only if an interval is set. */
  readonly system?: { readonly interval?: Duration /** @default '/' */; readonly diskPath?: string };
  /** Event loop, garbage collector, heap and CPU time of the Node process. @default false */
  readonly runtime?: boolean;
  /** How `ports.database` is polled. @default every 15 s, as pool `default` */
  readonly database?: { readonly interval?: Duration; readonly pool?: string };
  /** How `ports.tasks` is polled. @default every 15 s, all queues */
  readonly tasks?: { readonly interval?: Duration; readonly queue?: string };
  /** How `ports.business` is polled. @default every 15 s */
  readonly business?: { readonly interval?: Duration };
}

/** OpenTelemetry's resource attributes `service.*` and `deployment.environment.name`. */
export interface ServiceConfig {
  /** @default 'unknown_service:node', as in the OpenTelemetry specification */
  readonly name?: string;
  readonly version?: string;
  readonly namespace?: string;
  readonly environment?: string;
  /** @default the pod, or the host and the number of the worker (PM2, `node:cluster`); elsewhere random for each process */
  readonly instanceId?: string;
}

/**
 * A server for the health probes `/livez`, `/readyz` and `/startupz`. It also serves the page of a Prometheus backend that would
 * listen on the same address.
 */
export interface AdminConfig {
  /** @default true if the key `admin` is set */
  readonly enabled?: boolean;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** The port; 0 takes a free one, which `metrics.admin.address` names. @default 9464 */
  readonly port?: number;
  /** The credentials that probes must send. A metrics page has the `auth` of its backend. @default none */
  readonly auth?: PrometheusBackendConfig['auth'];
  /** HTTPS, as for Prometheus. @default plain HTTP */
  readonly tls?: PrometheusBackendConfig['tls'];
  /** Time between the failing of `/readyz` and the shutdown, in which load balancers stop sending work. @default 0 */
  readonly gracePeriod?: Duration;
}

/** Returns the configuration. Gives a configuration file its types. */
export function defineConfig(config: BotMetricsConfig): BotMetricsConfig {
  return config;
}
