import { createGuard, type MetricsCollectorService } from '@bot-metrics/core';
import { queryOutcome } from '../query-outcome.ts';
import { followCalls, type TracedCall } from '../traced-calls.ts';
import { redisErrorType } from './redis-error-type.ts';
import { redisOperation } from './redis-operation.ts';

/** A command as published by both clients, with its name separate from its arguments. */
interface CommandCall extends TracedCall {
  readonly command: string;
  readonly args?: readonly unknown[];
}

/**
 * Commands that node-redis sends as a batch. It also publishes each command of a pipeline, but not those of a
 * transaction.
 */
interface BatchCall extends TracedCall {
  readonly batchMode?: string;
}

const instrumented = new WeakSet<MetricsCollectorService>();

/**
 * Measures the commands of all ioredis (6) and node-redis (6) clients in this process through diagnostics channels.
 *
 * A node-redis transaction is one `MULTI`; in ioredis, each of its commands is measured. Calling it twice with one
 * collector has no effect.
 */
export function instrumentRedis(collector: MetricsCollectorService): () => void {
  if (instrumented.has(collector)) return () => {};
  instrumented.add(collector);
  const guarded = createGuard('redis', collector);
  const record = (operation: string, { error }: TracedCall, duration: number) =>
    collector.recordDatabaseQuery({ system: 'redis', operation, duration, ...queryOutcome(error, redisErrorType) });
  const toOperation = ({ command, args = [] }: CommandCall) => redisOperation(command, args);
  const followCommands = (channel: string) =>
    followCalls<CommandCall>(
      channel,
      guarded,
      (call) => toOperation(call) !== undefined,
      (call, seconds) => record(toOperation(call) ?? 'OTHER', call, seconds),
    );
  const stops = [
    followCommands('ioredis:command'),
    followCommands('node-redis:command'),
    followCalls<BatchCall>(
      'node-redis:batch',
      guarded,
      ({ batchMode }) => batchMode === 'MULTI',
      (call, seconds) => record('MULTI', call, seconds),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
    instrumented.delete(collector);
  };
}
