import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isMainThread, threadId } from 'node:worker_threads';
import type { Environment } from './config/sources/environment.ts';

/** Where this process, or this thread of it, runs. */
export interface Place {
  readonly host: string;
  /** Of `node:cluster`. */
  readonly worker?: number;
  /** Of a worker thread. */
  readonly thread?: number;
}

/** Of this process; a worker thread, which loads this module for itself, has its own. */
const random = randomUUID();

/**
 * A `service.instance.id` that no two processes of a service have at once. It is the same after a restart where the
 * platform numbers its instances, because every new one makes new series: a pod of Kubernetes, a process of PM2 or a
 * worker of `node:cluster`, with its number and the host. Elsewhere it is random, as semantic conventions ask for.
 *
 * Source: https://opentelemetry.io/docs/specs/semconv/registry/attributes/service/
 */
export function instanceIdOf(env: Environment, place: Place = thisPlace()): string {
  const pod = env.POD_NAME || (env.KUBERNETES_SERVICE_HOST ? env.HOSTNAME || place.host : undefined);
  // A process of PM2 keeps its number when it is replaced; a worker of a cluster gets the next one.
  const worker = env.NODE_APP_INSTANCE || place.worker?.toString();
  if (pod === undefined && worker === undefined) return random;
  const thread = place.thread === undefined ? [] : [`thread-${place.thread}`];
  return [pod ?? place.host, ...(worker === undefined ? [] : [worker]), ...thread].join('-');
}

function thisPlace(): Place {
  const worker = cluster.worker?.id;
  return {
    host: hostname(),
    ...(worker === undefined ? {} : { worker }),
    ...(isMainThread ? {} : { thread: threadId }),
  };
}
