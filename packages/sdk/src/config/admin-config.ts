import type { PrometheusBackendConfig } from './backend-config.ts';
import type { Duration } from './config.ts';

/**
 * A server with the probes of orchestrators: `/livez`, `/readyz` and `/startupz`. A Prometheus backend that would listen on the
 * same address has its page there, too.
 */
export interface AdminConfig {
  /** @default true, once there is the key `admin` */
  readonly enabled?: boolean;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** 0 takes a free one; `metrics.admin.address` tells which. @default 9464 */
  readonly port?: number;
  /** What probes must send; a page that is mounted has its backend's `auth`. @default nothing */
  readonly auth?: PrometheusBackendConfig['auth'];
  /** HTTPS, as for Prometheus. @default plain HTTP */
  readonly tls?: PrometheusBackendConfig['tls'];
  /** How long the instance tells that it is not ready before it shuts down, so that nobody sends it new work. @default 0 */
  readonly gracePeriod?: Duration;
}
