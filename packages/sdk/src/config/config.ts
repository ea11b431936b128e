import type { Naming, View } from '@bot-metrics/core';
import type { AdminConfig } from './admin-config.ts';
import type { BackendConfig } from './backend-config.ts';

/** Seconds, or a number with its unit. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`;

/**
 * What `createBotMetrics` takes and what a configuration file holds. Everything is optional.
 *
 * Sources are merged key by key: the argument before `BOT_METRICS_*` variables before the file before `OTEL_*` variables
 * before the defaults.
 */
export interface BotMetricsConfig {
  /** For editors; not read. */
  readonly $schema?: string;
  /** Who records: the resource attributes that receivers tell services apart by. */
  readonly service?: ServiceConfig;
  /** Further resource attributes, such as `{ 'cloud.region': 'eu-west-1' }`. */
  readonly resource?: Readonly<Record<string, string | number | boolean>>;
  /**
   * Backends by name, of this repository or your own. An empty map is a working instance that delivers nothing.
   * @default Prometheus on 127.0.0.1:9464
   */
  readonly backends?: Readonly<Record<string, BackendConfig>>;
  /** One port for the health probes and the page of metrics. @default none */
  readonly admin?: AdminConfig;
  /** Goes before the names of your own metrics, as it stands; those of the services keep their names. @default none */
  readonly prefix?: string;
  /** Labels that every record carries, those of the services included. @default none */
  readonly labels?: Readonly<Record<string, string | number | boolean>>;
  /** What single backends see otherwise than it is recorded, in this order. Frozen at start. @default nothing */
  readonly views?: readonly View[];
  /** The metrics `bot_metrics.*`: what became of the records at each backend, and how exports went. @default true */
  readonly ownMetrics?: boolean;
  /** Names of the services' metrics. @default 'semantic' */
  readonly naming?: Naming;
  /** The host's memory, CPU and disk. They are polled once an interval is named. */
  readonly system?: { readonly interval?: Duration /** @default '/' */; readonly diskPath?: string };
  /** The Node process itself: event loop, garbage collector, heap, processor time. @default false */
  readonly runtime?: boolean;
  /** How `ports.database` is polled. @default every 15 s, as pool `default` */
  readonly database?: { readonly interval?: Duration; readonly pool?: string };
  /** How `ports.tasks` is polled. @default every 15 s, all queues */
  readonly tasks?: { readonly interval?: Duration; readonly queue?: string };
  /** How `ports.business` is polled. @default every 15 s */
  readonly business?: { readonly interval?: Duration };
}

/** OpenTelemetry's `service.*` and `deployment.environment.name`. */
export interface ServiceConfig {
  /** @default 'unknown_service:node', as in the OpenTelemetry specification */
  readonly name?: string;
  readonly version?: string;
  readonly namespace?: string;
  readonly environment?: string;
  /** @default the pod, or the host with the number of the worker (PM2, `node:cluster`); elsewhere a random one per process */
  readonly instanceId?: string;
}
