/** A backend that `init` offers. */
export interface BackendChoice {
  /** Also used as its name in the configuration. */
  readonly name: string;
  readonly what: string;
  /** Its settings as YAML lines. */
  readonly settings: readonly string[];
  /** Required environment variables. */
  readonly variables: readonly string[];
  /** The next step for the user. */
  readonly next: string;
}

export const choices: readonly BackendChoice[] = [
  {
    name: 'prometheus',
    what: 'a page that Prometheus scrapes',
    settings: ['type: prometheus', 'host: 127.0.0.1 # 0.0.0.0 if Prometheus runs on another machine', 'port: 9464'],
    variables: [],
    next: 'the page will be served at http://127.0.0.1:9464/metrics',
  },
  {
    name: 'otlp',
    what: 'an OpenTelemetry Collector, Grafana Alloy, Mimir, VictoriaMetrics',
    settings: ['type: otlp', `endpoint: \${OTEL_EXPORTER_OTLP_ENDPOINT:-http://localhost:4318}`],
    variables: [],
    next: 'sends to http://localhost:4318; set OTEL_EXPORTER_OTLP_ENDPOINT to change it',
  },
  {
    name: 'grafana-cloud',
    what: 'Grafana Cloud, without an agent',
    settings: [
      'type: otlp',
      'preset: grafana-cloud',
      `zone: \${GRAFANA_CLOUD_ZONE} # such as prod-eu-west-2`,
      `instanceId: \${GRAFANA_CLOUD_INSTANCE_ID} # the numeric ID of the stack`,
      'token: { env: GRAFANA_CLOUD_TOKEN } # an access policy token with the scope metrics:write',
    ],
    variables: ['GRAFANA_CLOUD_ZONE', 'GRAFANA_CLOUD_INSTANCE_ID', 'GRAFANA_CLOUD_TOKEN'],
    next: 'find the three values at grafana.com, in your stack under OpenTelemetry',
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
    next: 'sends to 127.0.0.1:8125 over UDP; set STATSD_HOST and STATSD_PORT to change it',
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
    next: 'also install @bot-metrics/datadog; find the key under Organization Settings, API Keys',
  },
  {
    name: 'cloudwatch',
    what: 'Amazon CloudWatch (npm install @bot-metrics/cloudwatch @aws-sdk/client-cloudwatch)',
    settings: [
      'type: cloudwatch # npm install @bot-metrics/cloudwatch @aws-sdk/client-cloudwatch',
      `namespace: \${CLOUDWATCH_NAMESPACE:-bot-metrics}`,
    ],
    variables: [],
    next: 'the AWS SDK finds the region and credentials; they must allow cloudwatch:PutMetricData',
  },
];
