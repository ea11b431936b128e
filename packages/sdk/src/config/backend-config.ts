import type { MetricsBackendPort } from '@bot-metrics/core';
import type { Duration } from './config.ts';

/** Settings of a backend, or a ready one, whose `name` must be its key. `enabled: false` takes a backend out. */
export type BackendConfig =
  | PrometheusBackendConfig
  | OtlpBackendConfig
  | StatsdBackendConfig
  | DatadogBackendConfig
  | CloudWatchBackendConfig
  | StubBackendConfig
  | { readonly enabled: boolean }
  | MetricsBackendPort;

/** A secret, or where to read it: an environment variable, or a file whose last line break is left out. */
export type SecretValue = string | { readonly env: string } | { readonly file: string };

/** A backend of @bot-metrics/prometheus. */
export interface PrometheusBackendConfig {
  readonly type: 'prometheus';
  /** @default true */
  readonly enabled?: boolean;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** 0 takes a free one. @default 9464 */
  readonly port?: number;
  /** @default '/metrics' */
  readonly path?: string;
  /** `false` opens no port: mount the backend's `handler` in a server of yours. @default true */
  readonly listen?: boolean;
  /** What a scraper must send: HTTP Basic, or a bearer token. @default nothing */
  readonly auth?: { readonly username: string; readonly password: SecretValue } | { readonly token: SecretValue };
  /** HTTPS: certificate and key in PEM; with `ca` scrapers must show a certificate that it has signed. @default plain HTTP */
  readonly tls?: { readonly cert: SecretValue; readonly key: SecretValue; readonly ca?: SecretValue };
  /** `'utf-8'` keeps dots in names for scrapers that take them, such as Prometheus 3. @default 'underscores' */
  readonly names?: 'underscores' | 'utf-8';
  /** Goes before every name on the page. @default none */
  readonly prefix?: string;
}

/** A backend of @bot-metrics/otlp. */
export interface OtlpBackendConfig {
  readonly type: 'otlp';
  /** @default true */
  readonly enabled?: boolean;
  /** A receiver whose settings are known; each of them can be given otherwise. @default none */
  readonly preset?: 'grafana-cloud' | 'collector' | 'mimir' | 'victoria-metrics' | 'datadog-agent';
  /** Of `grafana-cloud`: where the stack is, such as `prod-eu-west-2`; or give `endpoint`. */
  readonly zone?: string;
  /** Of `grafana-cloud`: the number of the stack. */
  readonly instanceId?: string | number;
  /** Of `grafana-cloud`: an access policy token with the scope `metrics:write`. */
  readonly token?: SecretValue;
  /** The receiver's base URL; `/v1/metrics` is appended unless it is there. @default 'http://localhost:4318' */
  readonly endpoint?: string;
  /** The whole URL, used as it stands, instead of `endpoint`. */
  readonly url?: string;
  /** A secret in a file is read again after a 401, so that a changed token needs no restart. @default none */
  readonly headers?: Readonly<Record<string, SecretValue>>;
  /** In PEM: whose certificates are trusted, and the client's own certificate and key. @default what Node trusts */
  readonly tls?: { readonly ca?: SecretValue; readonly cert?: SecretValue; readonly key?: SecretValue };
  /** `grpc` needs the package @grpc/grpc-js. @default 'http/protobuf' */
  readonly protocol?: 'http/protobuf' | 'http/json' | 'grpc';
  /** From one export to the next. @default 60 s */
  readonly interval?: Duration;
  /** For one export with its retries. @default 10 s */
  readonly timeout?: Duration;
  /** @default 'gzip' */
  readonly compression?: 'gzip' | 'none';
  /** @default 'cumulative' */
  readonly temporality?: 'cumulative' | 'delta' | 'lowmemory';
  /** The buckets of histograms that name none. @default 'explicit' */
  readonly histograms?: 'explicit' | 'exponential';
}

/** A backend of @bot-metrics/statsd. */
export interface StatsdBackendConfig {
  readonly type: 'statsd';
  /** @default true */
  readonly enabled?: boolean;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** @default 8125 */
  readonly port?: number;
  /** Of the daemon's Unix stream socket, instead of `host` and `port`. @default none */
  readonly path?: string;
  /** @default 'udp', or 'uds' where there is a `path` */
  readonly protocol?: 'udp' | 'tcp' | 'uds';
  /** @default 'statsd' */
  readonly dialect?: 'statsd' | 'dogstatsd' | 'influx';
  /** Goes before every name, as it stands. @default none */
  readonly prefix?: string;
  /** `false` sends each record as a line of its own, without `interval`, `timestamps` and `health`. @default true */
  readonly aggregate?: boolean;
  /** For `dogstatsd`: tags of every line; a label of the same name goes before. @default none */
  readonly tags?: readonly string[];
  /** For `dogstatsd`: of the container, such as `ci-` and its id. @default none */
  readonly containerId?: string;
  /** For `dogstatsd`: counters and gauges carry the time of the aggregate. @default false */
  readonly timestamps?: boolean;
  /** For `dogstatsd`: health checks are service checks and events as well. @default false */
  readonly health?: boolean;
  /** The buckets that timings are estimated from where a metric names none. @default 'exponential' */
  readonly histograms?: 'explicit' | 'exponential';
  /** The most bytes of a datagram, or of one write to a stream. @default by protocol and host */
  readonly maxPacketBytes?: number;
  /** From one sending to the next. @default 10 s */
  readonly interval?: Duration;
}

/** A backend of @bot-metrics/datadog, which is to be installed beside the SDK. */
export interface DatadogBackendConfig {
  readonly type: 'datadog';
  /** @default true */
  readonly enabled?: boolean;
  /** Needed, unless `endpoint` or `agent` is given. */
  readonly apiKey?: SecretValue;
  /** Where the organization is, such as `datadoghq.eu`. @default 'datadoghq.com' */
  readonly site?: string;
  /** The base URL of another intake, instead of `site`. */
  readonly endpoint?: string;
  /** Sends to an Agent by DogStatsD instead: `true` for one on this machine, or where it is. @default false */
  readonly agent?:
    | boolean
    | {
        readonly host?: string;
        readonly port?: number;
        readonly path?: string;
        readonly containerId?: string;
      };
  /** What the metrics are of; `''` for nothing. @default the resource's `host.name`, or the name of this machine */
  readonly host?: string;
  /** Go with every metric; a label of the same name goes before. @default none */
  readonly tags?: readonly string[];
  /** @default the name of the service */
  readonly service?: string;
  /** @default the environment of the service */
  readonly env?: string;
  /** @default the version of the service */
  readonly version?: string;
  /** From one export to the next, from 1 s. @default 10 s */
  readonly interval?: Duration;
  /** For one request. @default 10 s */
  readonly timeout?: Duration;
  /** The buckets that distributions are made from where a metric names none. @default 'exponential' */
  readonly histograms?: 'explicit' | 'exponential';
  /** Results of health checks are service checks as well. @default true, false with an `agent` */
  readonly health?: boolean;
  /** One event when the process starts. @default false */
  readonly deploys?: boolean;
}

/** A backend of @bot-metrics/cloudwatch, which is to be installed beside the SDK. The AWS SDK finds credentials by itself. */
export interface CloudWatchBackendConfig {
  readonly type: 'cloudwatch';
  /** @default true */
  readonly enabled?: boolean;
  /** @default 'bot-metrics' */
  readonly namespace?: string;
  /** `put` also needs @aws-sdk/client-cloudwatch. @default 'put' */
  readonly mode?: 'put' | 'emf';
  /** Of `put`. @default what the AWS SDK finds: `AWS_REGION`, or the profile */
  readonly region?: string;
  /** Of `put`: a URL instead of that of the region. */
  readonly endpoint?: string;
  /** For one request, or of `emf` for the reader of its lines. @default 10 s */
  readonly timeout?: Duration;
  /** Which labels become dimensions; of several rules that fit a metric the last one counts. @default every label does */
  readonly dimensions?: readonly {
    /** A name; `*` stands for any characters. */
    readonly metric: string;
    /** Over the others series are merged, with exact totals. */
    readonly labels: readonly string[];
    /** Must be said where a gauge loses a label. */
    readonly merge?: 'sum' | 'max' | 'min' | 'last';
  }[];
  /** From one export to the next. @default 60 s */
  readonly interval?: Duration;
  /** Seconds that CloudWatch tells apart. @default 60 */
  readonly resolution?: 1 | 60;
  /** The buckets that values are taken from where a metric names none. @default 'explicit' */
  readonly histograms?: 'explicit' | 'exponential';
  /** Of `emf`: the CloudWatch agent, such as `tcp://127.0.0.1:25888`, instead of standard output. */
  readonly agent?: string;
  /** Of `emf` with an `agent`. @default what the agent is configured with */
  readonly logGroup?: string;
  /** Of `emf` with an `agent`. @default what the agent is configured with */
  readonly logStream?: string;
}

/** Keeps everything in memory: for tests. */
export interface StubBackendConfig {
  readonly type: 'stub';
  /** @default true */
  readonly enabled?: boolean;
}
