import { type FakeBotApi, type OtlpReceiver, startFakeBotApi, startOtlpReceiver } from '@bot-metrics/testing';
import { type Postgres, startPostgres } from './postgres.ts';
import { type StatsdDaemon, startStatsdDaemon } from './statsd-daemon.ts';

/** Everything outside the service: Telegram, a database, and the receivers of its metrics. */
export interface World {
  readonly telegram: FakeBotApi;
  readonly postgres: Postgres;
  /** Absent where `OTEL_EXPORTER_OTLP_ENDPOINT` names another receiver. */
  readonly otlp: OtlpReceiver | undefined;
  readonly statsd: StatsdDaemon;
  close(): Promise<void>;
}

/** Starts what the environment does not name, and tells the service's configuration where it is. */
export async function startWorld(environment: NodeJS.ProcessEnv): Promise<World> {
  const [telegram, postgres, statsd] = await Promise.all([
    startFakeBotApi(),
    startPostgres(environment.DATABASE_URL),
    startStatsdDaemon(),
  ]);
  const otlp = environment.OTEL_EXPORTER_OTLP_ENDPOINT === undefined ? await startOtlpReceiver() : undefined;
  if (otlp !== undefined) environment.OTEL_EXPORTER_OTLP_ENDPOINT = otlp.endpoint;
  environment.STATSD_PORT = String(statsd.port);
  return {
    telegram,
    postgres,
    otlp,
    statsd,
    async close() {
      await Promise.all([telegram.close(), postgres.close(), statsd.close(), otlp?.close()]);
    },
  };
}
