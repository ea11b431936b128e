import type { MetricsCollectorService } from '@bot-metrics/core';
import { queryOutcome } from '../query-outcome.ts';
import { followCalls, type TracedCall } from '../traced-calls.ts';
import { redisErrorType } from './redis-error-type.ts';
import { redisOperation } from './redis-operation.ts';

/** A command on the channels of both clients. ioredis names it beside its arguments, node-redis too. */
interface CommandCall extends TracedCall {
  readonly command: string;
  readonly args?: readonly unknown[];
}

/** Commands that node-redis sends together; of a pipeline each is told by itself as well, of a transaction none. */
interface BatchCall extends TracedCall {
  readonly batchMode?: string;
}

const instrumented = new WeakSet<MetricsCollectorService>();

/**
 * Measures the commands of every ioredis (6) and node-redis (6) client of this process, by their diagnostics channels.
 *
 * A transaction of node-redis is one `MULTI`; one of ioredis is its commands. A collector that is already in use here is
 * left as it is.
 */
export function instrumentRedis(collector: MetricsCollectorService): () => void {
  if (instrumented.has(collector)) return () => {};
  instrumented.add(collector);
  const record = (operation: string, { error }: TracedCall, duration: number) =>
    collector.recordDatabaseQuery({ system: 'redis', operation, duration, ...queryOutcome(error, redisErrorType) });
  const operationOf = ({ command, args = [] }: CommandCall) => redisOperation(command, args);
  const followCommands = (channel: string) =>
    followCalls<CommandCall>(
      channel,
      (call) => operationOf(call) !== undefined,
      (call, seconds) => record(operationOf(call) ?? 'OTHER', call, seconds),
    );
  const stops = [
    followCommands('ioredis:command'),
    followCommands('node-redis:command'),
    followCalls<BatchCall>(
      'node-redis:batch',
      ({ batchMode }) => batchMode === 'MULTI',
      (call, seconds) => record('MULTI', call, seconds),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
    instrumented.delete(collector);
  };
}
