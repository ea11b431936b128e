import type { LoopbackAddress } from '../loopback/loopback-address.ts';
import type { OtlpMetric, OtlpMetricsRequest } from './metrics-request.ts';
import type { OtlpGate, OtlpRefusal } from './otlp-gate.ts';
import { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.ts';

/** Credentials and limits of the gateway. */
export interface GrafanaCloudGatewayOptions extends LoopbackAddress {
  /** The user name for Basic authentication. @default '123456' */
  readonly instanceId?: string;
  /** The password. @default 'glc_token' */
  readonly token?: string;
  /** Maximum body size before compression. @default 100 MiB, as `distributor.max-otlp-request-size` of Mimir */
  readonly maxBodyBytes?: number;
}

/** An OTLP receiver with the rules of Grafana Cloud's gateway and the faults of every receiver. */
export interface GrafanaCloudGateway extends OtlpReceiver {
  readonly instanceId: string;
  /** Accepts only this token from now on. */
  changeToken(token: string): void;
  /**
   * Rejects the next `times` (default 1) exports for exceeding the rate limit: 429, with `Retry-After` if
   * `retryAfterSeconds` is given.
   */
  limitRate(retryAfterSeconds?: number, times?: number): void;
}

/**
 * Starts a test double of Grafana Cloud's OTLP gateway on 127.0.0.1. Its `endpoint` ends in `/otlp`.
 *
 * Responds with 404 to paths other than `/otlp/v1/metrics`, 401 without the right Basic authentication, 415 to content
 * types other than protobuf and JSON and encodings other than gzip, 413 to too large a body, and 400 to deltas, while
 * it stores the other metrics of the request. Source: Grafana Cloud's documentation, "OTLP format considerations", and
 * `pkg/distributor/otel.go` of Mimir.
 */
export async function startGrafanaCloudGateway(options: GrafanaCloudGatewayOptions = {}): Promise<GrafanaCloudGateway> {
  const { instanceId = '123456', maxBodyBytes = 100 * 1024 * 1024, host, port } = options;
  let { token = 'glc_token' } = options;
  const gate: OtlpGate = {
    admit({ authorization }) {
      if (authorization === `Basic ${Buffer.from(`${instanceId}:${token}`).toString('base64')}`) return undefined;
      const why = authorization === undefined ? 'no credentials provided' : 'invalid token';
      return { status: 401, code: 16, message: `authentication error: ${why}` };
    },
    screen(request, bytes) {
      if (bytes > maxBodyBytes) return { refusal: tooLarge(bytes, maxBodyBytes) };
      const deltas = listMetrics(request).filter(isDelta);
      if (deltas.length === 0) return undefined;
      return { refusal: invalidTemporality(deltas), stored: withoutDeltas(request) };
    },
  };
  const receiver = await startOtlpReceiver({
    path: '/otlp/v1/metrics',
    gate,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
  });
  return Object.assign(receiver, {
    instanceId,
    changeToken(changed: string) {
      token = changed;
    },
    limitRate(retryAfterSeconds?: number, times = 1) {
      const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` };
      receiver.respondWith({ status: 429, headers, times });
    },
  });
}

function tooLarge(bytes: number, limit: number): OtlpRefusal {
  const message = `the incoming OTLP request has been rejected because its message size of ${bytes} bytes is larger than the allowed limit of ${limit} bytes`;
  return { status: 413, code: 8, message };
}

function invalidTemporality(deltas: readonly OtlpMetric[]): OtlpRefusal {
  const each = deltas.map(({ name }) => `invalid temporality and type combination for metric "${name}"`);
  return { status: 400, code: 3, message: `otlp parse error: ${each.join('; ')}` };
}

function isDelta(metric: OtlpMetric): boolean {
  return metric.type !== 'gauge' && metric.aggregationTemporality === 1;
}

function listMetrics({ resourceMetrics }: OtlpMetricsRequest): OtlpMetric[] {
  return resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
}

function withoutDeltas({ resourceMetrics }: OtlpMetricsRequest): OtlpMetricsRequest {
  return {
    resourceMetrics: resourceMetrics.map(({ resource, scopeMetrics }) => ({
      resource,
      scopeMetrics: scopeMetrics.map(({ scope, metrics }) => ({
        scope,
        metrics: metrics.filter((metric) => !isDelta(metric)),
      })),
    })),
  };
}
