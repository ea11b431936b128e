import type { MetricsBackendPort } from '@bot-metrics/core';
import type { AdminConfig } from './admin-config.ts';
import type {
  CloudWatchBackendConfig,
  DatadogBackendConfig,
  OtlpBackendConfig,
  PrometheusBackendConfig,
  StatsdBackendConfig,
  StubBackendConfig,
} from './backend-config.ts';
import type { BotMetricsConfig } from './config.ts';
import type { Secret } from './secret.ts';

/** Configuration that was checked: durations are seconds, header values are secrets. */
export interface Settings
  extends Pick<
    BotMetricsConfig,
    '$schema' | 'service' | 'resource' | 'prefix' | 'labels' | 'views' | 'ownMetrics' | 'naming' | 'runtime'
  > {
  readonly backends?: Readonly<Record<string, BackendSettings | MetricsBackendPort>>;
  readonly admin?: AdminSettings;
  readonly system?: { readonly interval?: number; readonly diskPath?: string };
  readonly database?: { readonly interval?: number; readonly pool?: string };
  readonly tasks?: { readonly interval?: number; readonly queue?: string };
  readonly business?: { readonly interval?: number };
}

export type BackendSettings =
  | PrometheusSettings
  | OtlpSettings
  | StatsdSettings
  | DatadogSettings
  | CloudWatchSettings
  | StubBackendConfig;

export type AdminSettings = Omit<AdminConfig, 'auth' | 'tls' | 'gracePeriod'> &
  Pick<PrometheusSettings, 'auth' | 'tls'> & { readonly gracePeriod?: number };

export type PrometheusSettings = Omit<PrometheusBackendConfig, 'auth' | 'tls'> & {
  readonly auth?: { readonly username: string; readonly password: Secret } | { readonly token: Secret };
  readonly tls?: { readonly cert: Secret; readonly key: Secret; readonly ca?: Secret };
};

type OtlpSettings = Omit<OtlpBackendConfig, 'interval' | 'timeout' | 'headers' | 'instanceId' | 'token' | 'tls'> & {
  readonly instanceId?: string;
  readonly token?: Secret;
  readonly interval?: number;
  readonly timeout?: number;
  readonly headers?: Readonly<Record<string, Secret>>;
  readonly tls?: { readonly ca?: Secret; readonly cert?: Secret; readonly key?: Secret };
};

type StatsdSettings = Omit<StatsdBackendConfig, 'interval'> & { readonly interval?: number };

export type DatadogSettings = Omit<DatadogBackendConfig, 'apiKey' | 'interval' | 'timeout'> & {
  readonly apiKey?: Secret;
  readonly interval?: number;
  readonly timeout?: number;
};

export type CloudWatchSettings = Omit<CloudWatchBackendConfig, 'interval' | 'timeout'> & {
  readonly interval?: number;
  readonly timeout?: number;
};
