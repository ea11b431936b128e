import { setTimeout } from 'node:timers/promises';
import { Metrics } from '@bot-metrics/core';
import { StatsdMetricsBackend } from '@bot-metrics/statsd';
import { StatsD } from 'hot-shots';
import { labelNames, methods, routes, statuses } from '../subject.ts';

/** Makes that many increments with 3 tags, and resolves when all are sent. */
type Send = (increments: number) => Promise<void>;

/** A frame of Ethernet, for both. */
const PACKET_BYTES = 1432;
/** Increments in one go. A service makes few at a time, not a hundred thousand in a loop that is still being compiled. */
const BURST = 1000;

export const senders: Record<string, (port: number) => Send> = {
  'ours.statsd'(port) {
    const backend = new StatsdMetricsBackend({ port, dialect: 'dogstatsd', maxPacketBytes: PACKET_BYTES });
    const requests = new Metrics(backend).counter('requests', { labels: labelNames });
    const burst = (): void => {
      for (let i = 0; i < BURST; i++) {
        requests.add(1, { method: methods[i & 3]!, route: routes[i % 5]!, status: statuses[i % 3]! });
      }
    };
    return async (increments) => {
      for (let made = 0; made < increments; made += BURST) burst();
      await backend.flush();
    };
  },
  'hot-shots'(port) {
    const statsd = new StatsD({ host: '127.0.0.1', port, maxBufferSize: PACKET_BYTES });
    const burst = (): void => {
      for (let i = 0; i < BURST; i++) {
        statsd.increment('requests', 1, { method: methods[i & 3]!, route: routes[i % 5]!, status: statuses[i % 3]! });
      }
    };
    return async (increments) => {
      for (let made = 0; made < increments; made += BURST) {
        burst();
        // The sink reads what was sent.
        await setTimeout(1);
      }
      await new Promise((resolve) => statsd.flush(resolve));
    };
  },
};
