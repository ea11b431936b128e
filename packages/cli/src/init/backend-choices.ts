/** A place that metrics can go to, as `init` offers it. */
export interface BackendChoice {
  /** Also its name in the configuration. */
  readonly name: string;
  readonly what: string;
  /** Its settings in YAML. */
  readonly settings: readonly string[];
  /** What must be in the environment. */
  readonly variables: readonly string[];
  /** What to do, or to look at, next. */
  readonly next: string;
}

export const choices: readonly BackendChoice[] = [
  {
    name: 'prometheus',
    what: 'a page that Prometheus scrapes',
    settings: ['type: prometheus', 'host: 127.0.0.1 # 0.0.0.0 where Prometheus runs on another machine', 'port: 9464'],
    variables: [],
    next: 'the page will be at http://127.0.0.1:9464/metrics',
  },
  {
    name: 'otlp',
    what: 'an OpenTelemetry Collector, Grafana Alloy, Mimir, VictoriaMetrics',
    settings: ['type: otlp', `endpoint: \${OTEL_EXPORTER_OTLP_ENDPOINT:-http://localhost:4318}`],
    variables: [],
    next: 'goes to http://localhost:4318 unless OTEL_EXPORTER_OTLP_ENDPOINT says otherwise',
  },
  {
    name: 'grafana-cloud',
    what: 'Grafana Cloud, without an agent',
    settings: [
      'type: otlp',
      'preset: grafana-cloud',
      `zone: \${GRAFANA_CLOUD_ZONE} # such as prod-eu-west-2`,
      `instanceId: \${GRAFANA_CLOUD_INSTANCE_ID} # the number of the stack`,
      'token: { env: GRAFANA_CLOUD_TOKEN } # an access policy token with the scope metrics:write',
    ],
    variables: ['GRAFANA_CLOUD_ZONE', 'GRAFANA_CLOUD_INSTANCE_ID', 'GRAFANA_CLOUD_TOKEN'],
    next: 'the three values are at grafana.com, under your stack, OpenTelemetry',
  },
  {
    name: 'statsd',
    what: 'a StatsD daemon, Telegraf, the Datadog agent',
    settings: [
      'type: statsd',
      `host: \${STATSD_HOST:-127.0.0.1}`,
      `port: \${STATSD_PORT:-8125}`,
      'dialect: statsd # or dogstatsd, influx',
    ],
    variables: [],
    next: 'goes to 127.0.0.1:8125 by UDP unless STATSD_HOST and STATSD_PORT say otherwise',
  },
  {
    name: 'datadog',
    what: 'Datadog, without an agent (npm install @bot-metrics/datadog)',
    settings: [
      'type: datadog # npm install @bot-metrics/datadog',
      `site: \${DD_SITE:-datadoghq.com}`,
      'apiKey: { env: DD_API_KEY }',
    ],
    variables: ['DD_API_KEY'],
    next: 'install @bot-metrics/datadog as well; the key is under Organization Settings, API Keys',
  },
  {
    name: 'cloudwatch',
    what: 'Amazon CloudWatch (npm install @bot-metrics/cloudwatch @aws-sdk/client-cloudwatch)',
    settings: [
      'type: cloudwatch # npm install @bot-metrics/cloudwatch @aws-sdk/client-cloudwatch',
      `namespace: \${CLOUDWATCH_NAMESPACE:-bot-metrics}`,
    ],
    variables: [],
    next: 'region and credentials are found by the AWS SDK; they must allow cloudwatch:PutMetricData',
  },
];
