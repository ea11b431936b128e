import { test } from 'node:test';
import { type CaptureOutcome, type HttpCapture, startHttpCapture } from '@bot-metrics/testing';
import { type ConformanceSubject, conformanceTests, ReceivedSeries } from '@bot-metrics/testing/conformance';
import { HttpJsonBackend } from '../src/http-json-backend.ts';

/** Stores each batch that it confirms. */
class Receiver {
  outcome: CaptureOutcome = {};
  readonly batches: string[] = [];
  capture!: HttpCapture;

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.capture = await startHttpCapture({
      respond: ({ body }) => {
        const { outcome } = receiver;
        const isTaken = typeof outcome === 'object' && (outcome.status ?? 200) < 300 && outcome.body === undefined;
        if (isTaken) receiver.batches.push(body.toString());
        return outcome;
      },
    });
    return receiver;
  }

  reading() {
    const received = new ReceivedSeries();
    for (const { name, type, labels, value, sum, count } of this.batches.flatMap((batch) => JSON.parse(batch))) {
      if (type === 'counter') received.add(name, labels, value);
      else if (type === 'histogram') received.observe(name, labels, sum, count);
      else received.set(name, labels, value);
    }
    return received.reading();
  }
}

function answering(outcome: CaptureOutcome) {
  return {
    begin: (receiver: Receiver) => Object.assign(receiver, { outcome }),
    end: (receiver: Receiver) => Object.assign(receiver, { outcome: {} }),
  };
}

const subject: ConformanceSubject<Receiver> = {
  name: 'http-json',
  features: { temporality: 'delta', delivery: 'acknowledged', histograms: true, intervalSeconds: 10 },
  startReceiver: () => Receiver.start(),
  makeBackend: ({ capture }, surroundings) => new HttpJsonBackend({ url: capture.url, ...surroundings }),
  read: (receiver) => receiver.reading(),
  stopReceiver: ({ capture }) => capture.close(),
  faults: {
    down: { begin: ({ capture }) => capture.down(), end: ({ capture }) => capture.up() },
    slow: 'a slow answer is an answer',
    hanging: {
      ...answering('hang'),
      hung({ capture }) {
        const before = capture.requests.length;
        return capture.waitFor((requests) => requests.length > before);
      },
    },
    resetting: answering('reset'),
    'refusing with 400': { ...answering({ status: 400 }), records: 'refused' },
    'refusing with 503': answering({ status: 503 }),
    'partial success': 'the receiver takes a batch as a whole, or not at all',
    'lying with HTML': answering({ headers: { 'content-type': 'text/html' }, body: '<title>Sign in</title>' }),
    'lying at length': answering({ body: 'x'.repeat(1_000_000) }),
    'pausing for a year': answering({ status: 503, headers: { 'retry-after': '31536000' } }),
  },
};

for (const { topic, name, skipped, run } of conformanceTests(subject)) {
  test(`${topic}: ${name}`, { skip: skipped ?? false }, run);
}
