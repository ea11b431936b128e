import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isMainThread, threadId } from 'node:worker_threads';
import type { Environment } from './config/sources/environment.ts';

/** The host, worker and thread that this code runs in. */
export interface Place {
  readonly host: string;
  /** The id of the worker in `node:cluster`. */
  readonly worker?: number;
  /** The id of the worker thread. */
  readonly thread?: number;
}

/** Differs between worker threads, because each one loads this module again. */
const random = randomUUID();

/**
 * Returns a `service.instance.id` that no two running processes of a service share. A new id starts new series, so it stays the same
 * after a restart where the platform numbers its instances: the pod in Kubernetes, or the host and the number of a PM2 process or
 * `node:cluster` worker. Elsewhere it is random, as the semantic conventions require.
 *
 * Source: https://opentelemetry.io/docs/specs/semconv/registry/attributes/service/
 */
export function chooseInstanceId(env: Environment, place: Place = findPlace()): string {
  const pod = env.POD_NAME || (env.KUBERNETES_SERVICE_HOST ? env.HOSTNAME || place.host : undefined);
  // PM2 keeps the number when it replaces a process; node:cluster does not.
  const worker = env.NODE_APP_INSTANCE || place.worker?.toString();
  if (pod === undefined && worker === undefined) return random;
  const thread = place.thread === undefined ? [] : [`thread-${place.thread}`];
  return [pod ?? place.host, ...(worker === undefined ? [] : [worker]), ...thread].join('-');
}

function findPlace(): Place {
  const worker = cluster.worker?.id;
  return {
    host: hostname(),
    ...(worker === undefined ? {} : { worker }),
    ...(isMainThread ? {} : { thread: threadId }),
  };
}
