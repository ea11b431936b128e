import { type BackendOptions, BotMetricsError } from '@bot-metrics/core';
import { type Auth, authProblems } from './authorization.ts';
import type { MeterReader } from './bridge/meter-reader.ts';
import type { Names } from './spelling.ts';

/** Where the page is, and what stands above it. */
export interface PrometheusOptions extends BackendOptions {
  /** The address to listen on. @default '127.0.0.1' */
  readonly host?: string;
  /** 0 takes a free one; `backend.port` tells which. @default 9464, which OpenTelemetry's exporters use */
  readonly port?: number;
  /** @default '/metrics' */
  readonly path?: string;
  /** `false` opens no port: mount `backend.handler` in a server of yours. @default true */
  readonly listen?: boolean;
  /** What a scraper must send: a user name with its password, or a bearer token. @default nothing */
  readonly auth?: Auth;
  /** Serves HTTPS: certificate and key in PEM, as `node:tls` takes them. @default plain HTTP */
  readonly tls?: TlsOptions;
  /**
   * The reader of an OpenTelemetry `MeterProvider`, whose metrics are on the same page, with the labels `otel_scope_name` and
   * `otel_scope_version`: a `PrometheusExporter` with `preventServerStart: true`. @default none
   */
  readonly meterProvider?: MeterReader;
  /**
   * `'utf-8'` leaves dots, slashes and dashes in names, and label names as they are, for scrapers that ask for it with
   * `escaping=allow-utf-8`, as Prometheus 3 does; others get underscores. @default 'underscores', the names that OTLP
   * receivers choose
   */
  readonly names?: Names;
  /** Goes before every name, with an underscore: `shop` gives `shop_posts_sent_total`. @default none */
  readonly prefix?: string;
  /**
   * Resource attributes, shown as `target_info`, except `service.name`, `service.namespace` and `service.instance.id`,
   * which the scraper's `job` and `instance` carry.
   */
  readonly resource?: Readonly<Record<string, string | number | boolean>>;
}

/** A certificate, and whose certificates a scraper may have. */
export interface TlsOptions {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  /** Scrapers must show a certificate that one of these has signed. @default they need none */
  readonly ca?: string | Buffer;
}

/** Options with their defaults. */
export interface PrometheusSettings {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly listen: boolean;
  readonly auth: Auth | undefined;
  readonly tls: TlsOptions | undefined;
  readonly names: Names;
  /** Without the underscore at its end. */
  readonly prefix: string;
  readonly resource: Readonly<Record<string, string | number | boolean>>;
}

/** @throws BotMetricsError `invalid_configuration`, listing every problem */
export function settingsOf(options: PrometheusOptions): PrometheusSettings {
  const { host = '127.0.0.1', port = 9464, path = '/metrics', listen = true, prefix = '', resource = {} } = options;
  const { auth, tls, names = 'underscores' } = options;
  const problems: string[] = [];
  if (typeof host !== 'string' || host === '') problems.push(`host ${shown(host)} must be an address or a name`);
  if (!Number.isInteger(port) || port < 0 || port > 65535) problems.push(`port ${shown(port)} must be 0 to 65535`);
  if (typeof path !== 'string' || !/^\/[^?#\s]*$/.test(path)) {
    problems.push(`path ${shown(path)} must start with "/" and hold no "?", "#" or space`);
  }
  if (typeof prefix !== 'string' || !/^([A-Za-z][A-Za-z0-9_]*)?$/.test(prefix)) {
    problems.push(`prefix ${shown(prefix)} must start with a letter and hold only letters, digits and "_"`);
  }
  if (names !== 'underscores' && names !== 'utf-8')
    problems.push(`names ${shown(names)} must be "underscores" or "utf-8"`);
  if (auth !== undefined) problems.push(...authProblems(auth));
  if (tls !== undefined && !(tls.cert && tls.key)) problems.push('tls needs both cert and key, in PEM');
  if (problems.length > 0) {
    const where = `backends.${options.name ?? 'prometheus'}`;
    throw new BotMetricsError('invalid_configuration', problems.map((problem) => `${where}.${problem}`).join('; '));
  }
  return { host, port, path, listen, auth, tls, names, prefix: prefix.replace(/_+$/, ''), resource };
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
