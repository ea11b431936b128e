import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isMainThread, threadId } from 'node:worker_threads';
import type { Diagnostics } from '@bot-metrics/core';
import type { Environment } from './config/sources/environment.ts';

/** Where this code runs. */
export interface Place {
  readonly host: string;
  readonly pid: number;
  /** The id of the worker thread. */
  readonly thread?: number;
}

/** An id, and the function that makes it available for an instance that is created later. */
export interface InstanceId {
  readonly id: string;
  release(): void;
}

/** The numbers of the instances in this process, also of another copy of this package. */
const numbers = sharedNumbers();
/** By number: differs between worker threads, because each one loads this module again. */
const randomIds: string[] = [];

/**
 * Takes a `service.instance.id` that no two running instances of a service share. A new id starts new series, so it stays the same
 * after a restart where the platform numbers its processes: the pod in Kubernetes, or the host and the number of a PM2 process.
 * Elsewhere it is random, as the semantic conventions require. The second instance in a process gets `-2`, and a diagnostic says so.
 *
 * Source: https://opentelemetry.io/docs/specs/semconv/registry/attributes/service/
 * @param configured the id that the configuration sets
 */
export function takeInstanceId(
  env: Environment,
  diagnostics: Diagnostics,
  configured?: string,
  place: Place = findPlace(),
): InstanceId {
  let number = 1;
  while (numbers.has(number)) number += 1;
  numbers.add(number);
  const own = configured ?? describePlace(env, place);
  randomIds[number] ??= randomUUID();
  const isShared = configured !== undefined || number === 1;
  const id = own === undefined ? randomIds[number]! : isShared ? own : `${own}-${number}`;
  if (number > 1) {
    const what =
      configured === undefined ? `the last one has the service.instance.id "${id}"` : 'receivers may mix their totals';
    const remedy =
      'share one instance, for example with global: true and getBotMetrics(), or shut the others down first';
    const message = `${number} instances run in this process, and ${what}: ${remedy}`;
    diagnostics.report({ code: 'several_instances', message, severity: 'warn' });
  }
  return { id, release: () => void numbers.delete(number) };
}

/** `undefined` where nothing tells the process apart in the same way after a restart. */
function describePlace(env: Environment, { host, pid, thread }: Place): string | undefined {
  const pod = env.POD_NAME || (env.KUBERNETES_SERVICE_HOST ? env.HOSTNAME || host : undefined);
  // PM2 keeps both numbers when it replaces a process. Only `pm_id` differs between two applications.
  const pm2 = env.pm_id || env.NODE_APP_INSTANCE;
  if (pod === undefined && !pm2) return undefined;
  // A container has a first process, and perhaps others beside it.
  const process = pm2 || (pid === 1 ? undefined : String(pid));
  return [pod ?? host, process, thread === undefined ? undefined : `thread-${thread}`]
    .filter((part) => part !== undefined)
    .join('-');
}

function findPlace(): Place {
  return { host: hostname(), pid: process.pid, ...(isMainThread ? {} : { thread: threadId }) };
}

function sharedNumbers(): Set<number> {
  const shared = globalThis as { [key: symbol]: Set<number> | undefined };
  const key = Symbol.for('@bot-metrics/sdk instances');
  shared[key] ??= new Set();
  return shared[key];
}
