import { isMainThread, parentPort } from 'node:worker_threads';
import { BotMetricsError } from '@bot-metrics/core';

/** A worker's connection to its primary. Messages arrive in order or not at all. */
export interface PrimaryChannel {
  send(message: unknown): void;
  /** Returns the function that stops listening. A listener keeps the process or thread alive. */
  listen(listener: (message: unknown) => void): () => void;
}

/**
 * Finds the channel of this process or thread: `parentPort` in a worker thread, or that of a process started with
 * `node:cluster` or `fork`.
 * @throws BotMetricsError `invalid_configuration` if there is no primary
 */
export function findPrimaryChannel(): PrimaryChannel {
  if (!isMainThread && parentPort !== null) return createThreadChannel(parentPort);
  if (process.send !== undefined) return createProcessChannel();
  throw new BotMetricsError(
    'invalid_configuration',
    'channel: expected a process or thread with a primary, received one without; start it with node:cluster, fork() or new Worker(), or set "channel"',
  );
}

function createThreadChannel(port: NonNullable<typeof parentPort>): PrimaryChannel {
  return {
    send: (message) => port.postMessage(message),
    listen(listener) {
      port.on('message', listener);
      return () => port.off('message', listener);
    },
  };
}

function createProcessChannel(): PrimaryChannel {
  return {
    send(message) {
      if (process.connected !== true) throw new Error('the channel to the primary is closed');
      process.send?.(message, undefined, undefined, () => {});
    },
    listen(listener) {
      process.on('message', listener);
      return () => process.off('message', listener);
    },
  };
}
