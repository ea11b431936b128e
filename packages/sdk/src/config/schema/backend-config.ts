// Generated from the declarations of the backends by `npx vitest -u`. Change the declarations instead.
import type { MetricsBackendPort } from '@bot-metrics/core';
import type { Duration } from '@bot-metrics/core/options';

/** The settings of a backend, or a ready backend whose `name` equals its key. `enabled: false` removes a backend. */
export type BackendConfig =
  | PrometheusBackendConfig
  | OtlpBackendConfig
  | StatsdBackendConfig
  | DatadogBackendConfig
  | CloudWatchBackendConfig
  | StubBackendConfig
  | CustomBackendConfig
  | { readonly enabled: boolean }
  | MetricsBackendPort;

/**
 * A secret as text, or where to read it: an environment variable, a file (without its last line break) or a function. Credentials are
 * read again after they were refused.
 */
export type SecretValue =
  | string
  | { readonly env: string }
  | { readonly file: string }
  | (() => string | Promise<string>);

/** A backend of @bot-metrics/prometheus. */
export interface PrometheusBackendConfig {
  readonly type: 'prometheus';
  /** @default true */
  readonly enabled?: boolean;
  /** The address to listen on. @default '127.0.0.1' */
  readonly host?: string;
  /** The port to listen on; 0 takes a free one, which `backend.port` names. @default 9464 */
  readonly port?: number;
  /** The path of the page. @default '/metrics' */
  readonly path?: string;
  /** `false` opens no port: mount `backend.handler` in your own server. @default true */
  readonly listen?: boolean;
  /** What a client must send: `username` and `password` for HTTP Basic, or `token` for a bearer token. It is read again after a mismatch. @default nothing */
  readonly auth?: { readonly username: string; readonly password: SecretValue } | { readonly token: SecretValue };
  /** Serves HTTPS with `cert` and `key` in PEM. With `ca`, clients must present a certificate it signed. @default plain HTTP */
  readonly tls?: { readonly cert: SecretValue; readonly key: SecretValue; readonly ca?: SecretValue };
  /** `utf-8` keeps dots, slashes and dashes in names, for scrapers that ask for it with `escaping=allow-utf-8`, as Prometheus 3 does. Other scrapers get underscores. @default 'underscores' */
  readonly names?: 'underscores' | 'utf-8';
  /** Precedes every name, with an underscore: `shop` gives `shop_posts_sent_total`. @default none */
  readonly prefix?: string;
}

/** A backend of @bot-metrics/otlp. */
export interface OtlpBackendConfig {
  readonly type: 'otlp';
  /** @default true */
  readonly enabled?: boolean;
  /** A receiver with known settings: endpoint, credentials and temporality. Other options override them. @default none */
  readonly preset?: 'grafana-cloud' | 'collector' | 'mimir' | 'victoria-metrics' | 'datadog-agent';
  /** For `grafana-cloud`: the zone of the stack, such as `prod-eu-west-2`. `endpoint` can be set instead. @default none */
  readonly zone?: string;
  /** For `grafana-cloud`: the number of the stack, from its page "OpenTelemetry". @default none */
  readonly instanceId?: string | number;
  /** For `grafana-cloud`: an access policy token with the scope `metrics:write`. Read again after a 401. @default none */
  readonly token?: SecretValue;
  /** The base URL of the receiver, as in `OTEL_EXPORTER_OTLP_ENDPOINT`. `/v1/metrics` is appended, unless the URL already ends with it or the protocol is gRPC, which has no paths. @default `http://localhost:4318`, for gRPC `http://localhost:4317` */
  readonly endpoint?: string;
  /** The complete URL, used unchanged, instead of `endpoint`. @default none */
  readonly url?: string;
  /** Headers of every request, such as `authorization`. Their values are never shown. Read again after a 401. @default none */
  readonly headers?: Readonly<Record<string, SecretValue>>;
  /** Trusts the authority `ca`, and authenticates with the client certificate `cert` and its `key`. All in PEM. @default the authorities that Node trusts */
  readonly tls?: { readonly ca?: SecretValue; readonly cert?: SecretValue; readonly key?: SecretValue };
  /** The encoding and the transport. `grpc` needs the package @grpc/grpc-js. @default 'http/protobuf' */
  readonly protocol?: 'http/protobuf' | 'http/json' | 'grpc';
  /** Time between two exports. The first export starts at a random point of the first interval. @default 60 s */
  readonly interval?: Duration;
  /** Time limit of one request with its retries. Also the default deadline of `flush()`. @default 10 s */
  readonly timeout?: Duration;
  /** Compression of the request body. @default 'gzip' */
  readonly compression?: 'gzip' | 'none';
  /** Totals since the start, or changes since the last delivered export. `lowmemory` sends changes, except for observable counters, whose callbacks report totals. Up-down counters are always cumulative. @default 'cumulative' */
  readonly temporality?: 'cumulative' | 'delta' | 'lowmemory';
  /** The buckets of histograms whose definition names none. @default 'explicit' */
  readonly histograms?: 'explicit' | 'exponential';
}

/** A backend of @bot-metrics/statsd. */
export interface StatsdBackendConfig {
  readonly type: 'statsd';
  /** @default true */
  readonly enabled?: boolean;
  /** The host of the daemon. Over UDP, a name is looked up again every 60 seconds. @default '127.0.0.1' */
  readonly host?: string;
  /** The port of the daemon. @default 8125 */
  readonly port?: number;
  /** The path of the daemon's Unix stream socket, instead of `host` and `port`; at most 107 bytes. @default none */
  readonly path?: string;
  /** The transport; `uds` is a Unix stream socket. @default `udp`, or `uds` with a `path` */
  readonly protocol?: 'udp' | 'tcp' | 'uds';
  /** The line format: etsy StatsD, DogStatsD of the Datadog Agent, or the tags of Telegraf (`influx`). @default 'statsd' */
  readonly dialect?: 'statsd' | 'dogstatsd' | 'influx';
  /** Precedes every name: `shop.` turns `orders` into `shop.orders`. @default none */
  readonly prefix?: string;
  /** `false` sends each record as a separate line with its exact value, at the end of the event loop turn. It excludes `interval`, `timestamps`, `health` and `histograms`. @default true */
  readonly aggregate?: boolean;
  /** For `dogstatsd`: tags of every line, such as `env:production`. A label with the same name replaces the tag. @default none */
  readonly tags?: readonly string[];
  /** For `dogstatsd`: the container id, preceded by `ci-`. Every line ends with `|c:` and this value, from which the Agent adds the tags of the container. @default none */
  readonly containerId?: string;
  /** For `dogstatsd`: ends counters and gauges with `|T` and the time of the aggregate. The Agent (7.40 or later) then forwards them unchanged. @default false */
  readonly timestamps?: boolean;
  /** For `dogstatsd`: also sends health checks as service checks, and an event when one fails or passes again. @default false */
  readonly health?: boolean;
  /** The buckets from which timings are estimated if a definition names none. `exponential` buckets are at most 9 % wide over a range of 1 to 1,000,000; a record costs twice as much, and a series takes 8 kB more. `explicit` buckets cost nothing extra if another backend uses them. @default 'exponential' */
  readonly histograms?: 'explicit' | 'exponential';
  /** The largest datagram, or the largest write to a stream. A longer line is dropped. @default 1432 for UDP, 8932 for UDP on this machine, 65000 for TCP, 8192 for a Unix socket or `socket` */
  readonly maxPacketBytes?: number;
  /** Time between two exports; the default is the daemon's own flush interval. @default 10 s */
  readonly interval?: Duration;
}

/** A backend of @bot-metrics/datadog, which is installed separately. */
export interface DatadogBackendConfig {
  readonly type: 'datadog';
  /** @default true */
  readonly enabled?: boolean;
  /** The API key of the organization. Required unless `endpoint` or `agent` is set. @default none */
  readonly apiKey?: SecretValue;
  /** The site of the organization, such as `datadoghq.eu`. @default `datadoghq.com` */
  readonly site?: string;
  /** The base URL of another intake, instead of `site`; `/api/v2/series` is appended. @default none */
  readonly endpoint?: string;
  /** Sends to an Agent by DogStatsD instead of the HTTP API: `true` for an Agent on this machine, or its address as `host` and `port`, or `path`. @default `false` */
  readonly agent?:
    | boolean
    | { readonly host?: string; readonly port?: number; readonly path?: string; readonly containerId?: string };
  /** The host of the metrics; an empty text means none. Not used with an `agent`. @default `host.name` of the resource, or the name of this machine */
  readonly host?: string;
  /** Tags of every metric, such as `team:shop`. A label with the same name replaces the tag. @default none */
  readonly tags?: readonly string[];
  /** The tag `service`. @default `service.name` of the resource */
  readonly service?: string;
  /** The tag `env`. @default `deployment.environment.name` of the resource */
  readonly env?: string;
  /** The tag `version`. @default `service.version` of the resource */
  readonly version?: string;
  /** Time between two exports; the default is that of the Agent. @default 10 s */
  readonly interval?: Duration;
  /** Time limit of one request. @default 10 s */
  readonly timeout?: Duration;
  /** The buckets from which distributions are computed if a definition names none. `exponential` buckets are at most 9 % wide over a range of 1 to 1,000,000; a record costs twice as much, and a series takes 8 kB more. `explicit` buckets cost nothing extra if another backend uses them. @default 'exponential' */
  readonly histograms?: 'explicit' | 'exponential';
  /** Also sends results of health checks as service checks. @default `true`, with an `agent` `false` */
  readonly health?: boolean;
  /** Sends one event when the process starts; needs a `version`. @default false */
  readonly deploys?: boolean;
}

/** A backend of @bot-metrics/cloudwatch, which is installed separately. */
export interface CloudWatchBackendConfig {
  readonly type: 'cloudwatch';
  /** @default true */
  readonly enabled?: boolean;
  /** The namespace of the metrics. @default 'bot-metrics' */
  readonly namespace?: string;
  /** `put` sends by PutMetricData and needs the package @aws-sdk/client-cloudwatch. `emf` writes Embedded Metric Format, which CloudWatch extracts from logs. @default 'put' */
  readonly mode?: 'put' | 'emf';
  /** For `put`: the AWS region, such as `eu-west-1`. @default that of the AWS SDK: `AWS_REGION`, or the profile */
  readonly region?: string;
  /** For `put`: a URL instead of that of the region. @default that of the region */
  readonly endpoint?: string;
  /** For `put`: the time limit of one request. For `emf`: the time limit for the reader of a stream. @default 10 s */
  readonly timeout?: Duration;
  /** The labels of a metric that become dimensions: `metric` (a name or a pattern), `labels`, and `merge` if a gauge loses a label. The last rule that matches a metric applies. @default every label */
  readonly dimensions?: readonly {
    readonly metric: string;
    readonly labels: readonly string[];
    readonly merge?: 'sum' | 'max' | 'min' | 'last';
  }[];
  /** Time between two exports; the default is the resolution of a standard metric. @default 60 s */
  readonly interval?: Duration;
  /** The resolution that CloudWatch stores, in seconds; 1 creates high-resolution metrics. @default 60 */
  readonly resolution?: 1 | 60;
  /** The buckets from which the values of histograms are estimated if a definition names none. `exponential` buckets are at most 9 % wide, and the error of percentiles is as large. `explicit` buckets cost nothing extra if another backend uses them. @default 'explicit' */
  readonly histograms?: 'explicit' | 'exponential';
  /** For `emf`: the CloudWatch agent, such as `tcp://127.0.0.1:25888`, instead of standard output. @default none */
  readonly agent?: string;
  /** For `emf` with an `agent`: the log group. @default that of the agent */
  readonly logGroup?: string;
  /** For `emf` with an `agent`: the log stream. @default that of the agent */
  readonly logStream?: string;
}

/** A backend of @bot-metrics/stub. */
export interface StubBackendConfig {
  readonly type: 'stub';
  /** @default true */
  readonly enabled?: boolean;
}

/** A backend of your own: `type` is the path or the package whose export `backend` declares it. */
export interface CustomBackendConfig {
  /** A path, relative to the configuration file, or the name of a package with a scope or a hyphen. */
  readonly type: `./${string}` | `../${string}` | `/${string}` | `@${string}/${string}` | `${string}-${string}`;
  /** @default true */
  readonly enabled?: boolean;
  /** The options of the declaration. */
  readonly [option: string]: unknown;
}
