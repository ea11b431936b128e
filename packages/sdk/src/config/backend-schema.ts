import type { MetricsBackendPort } from '@bot-metrics/core';
import * as v from 'valibot';
import { at, isBackend, isTree } from './config-tree.ts';
import { choice, chosen, listed, listOf, mismatch, setting, strictMap } from './expected.ts';
import { anyText, digits, duration, flag, port, secret, secrets, text, url, wholeNumber } from './leaf-schemas.ts';
import type { BackendSettings, CloudWatchSettings, DatadogSettings, PrometheusSettings } from './settings.ts';
import { suggest } from './suggest.ts';

const KINDS = ['prometheus', 'otlp', 'statsd', 'datadog', 'cloudwatch', 'stub'] as const;

type Kind = (typeof KINDS)[number];

const optional = v.exactOptional;

type Auth = NonNullable<PrometheusSettings['auth']>;

const basicAuth: v.GenericSchema<unknown, Auth> = strictMap({ username: text, password: secret });
const bearerAuth: v.GenericSchema<unknown, Auth> = strictMap({ token: secret });

/** Either kind; a map with neither is read as a name without its password. */
export const auth: v.GenericSchema<unknown, Auth> = chosen(
  (input) => (at(input, ['token']) === undefined ? basicAuth : bearerAuth),
  [basicAuth, bearerAuth],
);

export const tls: v.GenericSchema<unknown, NonNullable<PrometheusSettings['tls']>> = strictMap({
  cert: secret,
  key: secret,
  ca: optional(secret),
});

const agentAddress: v.GenericSchema<unknown, NonNullable<DatadogSettings['agent']>> = strictMap({
  host: optional(text),
  port: optional(port),
  path: optional(text),
  containerId: optional(text),
});

/** Whether there is one, or where it is. */
const agent: v.GenericSchema<unknown, NonNullable<DatadogSettings['agent']>> = chosen(
  (input) => (isTree(input) ? agentAddress : flag),
  [flag, agentAddress],
);

const resolution: v.GenericSchema<unknown, 1 | 60> = setting('1 or 60', (value) =>
  String(value) === '1' ? 1 : String(value) === '60' ? 60 : undefined,
);

/** Which labels of a metric become dimensions. */
const dimensions: v.GenericSchema<unknown, NonNullable<CloudWatchSettings['dimensions']>> = listOf(
  strictMap({
    metric: text,
    labels: listOf(text),
    merge: optional(choice(['sum', 'max', 'min', 'last'])),
  }),
);

const schemas: Readonly<Record<Kind, v.GenericSchema<unknown, BackendSettings>>> = {
  prometheus: strictMap({
    type: only('prometheus'),
    enabled: optional(flag),
    host: optional(text),
    port: optional(port),
    path: optional(text),
    listen: optional(flag),
    auth: optional(auth),
    names: optional(choice(['underscores', 'utf-8'])),
    tls: optional(tls),
    prefix: optional(text),
  }),
  otlp: strictMap({
    type: only('otlp'),
    enabled: optional(flag),
    preset: optional(choice(['grafana-cloud', 'collector', 'mimir', 'victoria-metrics', 'datadog-agent'])),
    zone: optional(text),
    instanceId: optional(digits),
    token: optional(secret),
    endpoint: optional(url),
    url: optional(url),
    headers: optional(secrets),
    tls: optional(strictMap({ ca: optional(secret), cert: optional(secret), key: optional(secret) })),
    protocol: optional(choice(['http/protobuf', 'http/json', 'grpc'])),
    interval: optional(duration),
    timeout: optional(duration),
    compression: optional(choice(['gzip', 'none'])),
    temporality: optional(choice(['cumulative', 'delta', 'lowmemory'])),
    histograms: optional(choice(['explicit', 'exponential'])),
  }),
  statsd: strictMap({
    type: only('statsd'),
    enabled: optional(flag),
    host: optional(text),
    port: optional(port),
    path: optional(text),
    protocol: optional(choice(['udp', 'tcp', 'uds'])),
    dialect: optional(choice(['statsd', 'dogstatsd', 'influx'])),
    prefix: optional(text),
    aggregate: optional(flag),
    tags: optional(listOf(text)),
    containerId: optional(text),
    timestamps: optional(flag),
    health: optional(flag),
    histograms: optional(choice(['explicit', 'exponential'])),
    // The StatsD backend's own limits: a line must fit in, an IPv4 datagram holds no more.
    maxPacketBytes: optional(wholeNumber(64, 65_507)),
    interval: optional(duration),
  }),
  datadog: strictMap({
    type: only('datadog'),
    enabled: optional(flag),
    apiKey: optional(secret),
    site: optional(text),
    endpoint: optional(url),
    agent: optional(agent),
    host: optional(anyText),
    tags: optional(listOf(text)),
    service: optional(text),
    env: optional(text),
    version: optional(text),
    interval: optional(duration),
    timeout: optional(duration),
    histograms: optional(choice(['explicit', 'exponential'])),
    health: optional(flag),
    deploys: optional(flag),
  }),
  cloudwatch: strictMap({
    type: only('cloudwatch'),
    enabled: optional(flag),
    namespace: optional(text),
    mode: optional(choice(['put', 'emf'])),
    region: optional(text),
    endpoint: optional(url),
    timeout: optional(duration),
    dimensions: optional(dimensions),
    interval: optional(duration),
    resolution: optional(resolution),
    histograms: optional(choice(['explicit', 'exponential'])),
    agent: optional(text),
    logGroup: optional(text),
    logStream: optional(text),
  }),
  stub: strictMap({ type: only('stub'), enabled: optional(flag) }),
};

/** For a map whose type is missing or far from any: nothing can be said of its other keys. */
const typeless: v.GenericSchema<unknown, never> = v.pipe(
  v.unknown(),
  v.looseObject({ type: choice(KINDS) }, () => mismatch(listed(KINDS), undefined)),
  v.never(),
);

type Configured = BackendSettings | MetricsBackendPort;

/** The settings of a backend, or a backend. */
export const backendSchema: v.GenericSchema<unknown, Configured> = chosen<Configured>(
  (input) => {
    if (isBackend(input)) return v.custom<MetricsBackendPort>(isBackend);
    if (!isTree(input)) return setting<never>('a map with a type, or a backend', () => undefined);
    const type = at(input, ['type']);
    // A misspelt kind is checked against the one that was meant, so that the other mistakes come out at once.
    const meant = typeof type === 'string' ? suggest(type, KINDS) : undefined;
    return meant === undefined ? typeless : schemas[meant];
  },
  // A backend of another source can be switched off by this alone.
  [...Object.values(schemas), strictMap({ enabled: flag })],
);

/** One kind; the message names them all. */
function only<K extends Kind>(kind: K): v.GenericSchema<unknown, K> {
  return v.pipe(
    choice(KINDS),
    v.transform(() => kind),
    v.metadata({ only: kind }),
  );
}
