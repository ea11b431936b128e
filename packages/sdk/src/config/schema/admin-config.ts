import type { Duration } from '@bot-metrics/core/options';
import type { PrometheusBackendConfig } from './backend-config.ts';

/**
 * A server for the probes of orchestrators: `/livez`, `/readyz` and `/startupz`. The page of a Prometheus backend with the
 * same address is mounted on it.
 */
export interface AdminConfig {
  /** @default true if the key `admin` is set */
  readonly enabled?: boolean;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** The port; 0 takes a free one, which `metrics.admin.address` names. @default 9464 */
  readonly port?: number;
  /** The credentials that probes must send. A mounted page has the `auth` of its backend. @default none */
  readonly auth?: PrometheusBackendConfig['auth'];
  /** HTTPS, as for Prometheus. @default plain HTTP */
  readonly tls?: PrometheusBackendConfig['tls'];
  /** How long the instance reports that it is not ready before it shuts down, so that load balancers stop sending work. @default 0 */
  readonly gracePeriod?: Duration;
}
