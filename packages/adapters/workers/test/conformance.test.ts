import { type ConformanceSubject, conformanceTests } from '@bot-metrics/testing/conformance';
import { test } from 'vitest';
import { WorkerMetricsBackend } from '../src/worker-metrics-backend.ts';
import { MemoryPrimary, type MemoryWorker } from './memory-worker.ts';

interface Receiver {
  readonly primary: MemoryPrimary;
  readonly worker: MemoryWorker;
}

function startReceiver(): Receiver {
  const primary = new MemoryPrimary();
  return { primary, worker: primary.worker() };
}

function become(mood: MemoryWorker['mood']) {
  return ({ worker }: Receiver): void => {
    worker.mood = mood;
  };
}

const end = become('well');
const nextReport = ({ worker }: Receiver) => new Promise<unknown>((resolve) => worker.once('sent', resolve));

export const subject: ConformanceSubject<Receiver> = {
  name: 'workers',
  features: { temporality: 'delta', delivery: 'acknowledged', histograms: true, intervalSeconds: 1 },
  startReceiver,
  makeBackend: ({ worker }, given) => new WorkerMetricsBackend({ channel: worker.channel, timeout: 0.5, ...given }),
  read: ({ primary }) => primary.reading(),
  stopReceiver: ({ primary }) => primary.close(),
  faults: {
    down: { begin: become('closed'), end },
    slow: { begin: become('slow'), end, warned: false },
    hanging: { begin: become('deaf'), end, hung: nextReport },
    resetting: "a worker's channel to its primary is either open or closed",
    refusing: 'a primary accepts every report and only skips single metrics, which collect-workers.test.ts covers',
    'partial success': 'see refusing',
    lying: 'only a primary answers on the channel',
    pausing: 'a primary asks for no pause',
  },
};

for (const { topic, name, skipped, run } of conformanceTests(subject)) {
  test(`${topic}: ${name}`, { skip: skipped !== undefined }, run);
}
