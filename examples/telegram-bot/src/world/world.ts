import {
  type CloudWatchReceiver,
  type DatadogIntake,
  type FakeBotApi,
  type OtlpReceiver,
  startCloudWatchReceiver,
  startDatadogIntake,
  startFakeBotApi,
  startOtlpReceiver,
} from '@bot-metrics/testing';
import { type Postgres, startPostgres } from './postgres.ts';
import { type StatsdDaemon, startStatsdDaemon } from './statsd-daemon.ts';

/** Everything outside the service: Telegram, a database, and the receivers of its metrics. */
export interface World {
  readonly telegram: FakeBotApi;
  readonly postgres: Postgres;
  /** Absent if `OTEL_EXPORTER_OTLP_ENDPOINT` names another receiver. */
  readonly otlp: OtlpReceiver | undefined;
  readonly statsd: StatsdDaemon;
  /** Only with `--backend datadog`, unless the environment names another intake. */
  readonly datadog: DatadogIntake | undefined;
  /** Only with `--backend cloudwatch`, unless the environment names another endpoint. */
  readonly cloudwatch: CloudWatchReceiver | undefined;
  close(): Promise<void>;
}

/** Backends that `--backend` can add to the configuration file. */
export const furtherBackends = ['datadog', 'cloudwatch'] as const;

/** A backend that `--backend` can add. */
export type FurtherBackend = (typeof furtherBackends)[number];

/** Starts what the environment does not name, and passes the addresses to the service through its environment. */
export async function startWorld(
  environment: NodeJS.ProcessEnv,
  further: readonly FurtherBackend[] = [],
): Promise<World> {
  const [telegram, postgres, statsd] = await Promise.all([
    startFakeBotApi(),
    startPostgres(environment.DATABASE_URL),
    startStatsdDaemon(),
  ]);
  const otlp = environment.OTEL_EXPORTER_OTLP_ENDPOINT === undefined ? await startOtlpReceiver() : undefined;
  if (otlp !== undefined) environment.OTEL_EXPORTER_OTLP_ENDPOINT = otlp.endpoint;
  environment.STATSD_PORT = String(statsd.port);
  const datadog = further.includes('datadog') ? await addDatadog(environment) : undefined;
  const cloudwatch = further.includes('cloudwatch') ? await addCloudWatch(environment) : undefined;
  return {
    telegram,
    postgres,
    otlp,
    statsd,
    datadog,
    cloudwatch,
    async close() {
      const further = [datadog?.close(), cloudwatch?.close()];
      await Promise.all([telegram.close(), postgres.close(), statsd.close(), otlp?.close(), ...further]);
    },
  };
}

/** Adds a backend to the service with environment variables alone. */
async function addDatadog(environment: NodeJS.ProcessEnv): Promise<DatadogIntake | undefined> {
  environment.BOT_METRICS_BACKENDS__DATADOG__TYPE = 'datadog';
  environment.BOT_METRICS_BACKENDS__DATADOG__INTERVAL = '1s';
  if (environment.BOT_METRICS_BACKENDS__DATADOG__ENDPOINT !== undefined) return undefined;
  const intake = await startDatadogIntake();
  environment.BOT_METRICS_BACKENDS__DATADOG__ENDPOINT = intake.endpoint;
  environment.BOT_METRICS_BACKENDS__DATADOG__API_KEY = intake.apiKey;
  return intake;
}

/** Does the same for CloudWatch, with credentials in the variables that the AWS SDK reads. */
async function addCloudWatch(environment: NodeJS.ProcessEnv): Promise<CloudWatchReceiver | undefined> {
  environment.BOT_METRICS_BACKENDS__CLOUDWATCH__TYPE = 'cloudwatch';
  environment.BOT_METRICS_BACKENDS__CLOUDWATCH__INTERVAL = '1s';
  if (environment.BOT_METRICS_BACKENDS__CLOUDWATCH__ENDPOINT !== undefined) return undefined;
  const receiver = await startCloudWatchReceiver();
  environment.BOT_METRICS_BACKENDS__CLOUDWATCH__ENDPOINT = receiver.endpoint;
  environment.AWS_REGION = 'eu-west-1';
  environment.AWS_ACCESS_KEY_ID = receiver.credentials.accessKeyId;
  environment.AWS_SECRET_ACCESS_KEY = receiver.credentials.secretAccessKey;
  return receiver;
}
