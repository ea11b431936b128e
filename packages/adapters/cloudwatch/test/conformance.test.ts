import {
  type CloudWatchReceiver,
  startCloudWatchReceiver,
  startTcpCapture,
  startUdpCapture,
  type TcpCapture,
  type UdpCapture,
} from '@bot-metrics/testing';
import {
  type ConformanceSubject,
  cloudWatchReading,
  conformanceTests,
  type Fault,
} from '@bot-metrics/testing/conformance';
import { test } from 'vitest';
import { CloudWatchMetricsBackend } from '../src/cloudwatch-metrics-backend.ts';
import { encodeText } from '../src/dimensions.ts';
import { createClient } from './create-client.ts';
import { HandedOutput } from './emf/handed-output.ts';
import { emfReading } from './emf/read-emf.ts';

/** Converts labels as the backend does. */
const naming = { label: (name: string) => encodeText(name, 250), value: (text: string) => encodeText(text, 1024) };

const end = (receiver: CloudWatchReceiver) => receiver.recover();
const nextRequest = (receiver: CloudWatchReceiver) => receiver.waitForRequests(receiver.requests.length + 1);

/** A permanent rejection drops the records. */
function refusing(status: number, code?: string): [string, Fault<CloudWatchReceiver>] {
  const records = code !== undefined || [429, 500, 502, 503, 504].includes(status) ? 'kept' : 'refused';
  const response = { status, times: Infinity, ...(code === undefined ? {} : { code }) };
  const begin = (receiver: CloudWatchReceiver) => receiver.respondWith(response);
  return [`refusing with ${status}${code === undefined ? '' : ` ${code}`}`, { begin, end, records }];
}

/** Something else answers in place of CloudWatch, so that nothing is stored. */
function lying(response: {
  headers?: Record<string, string>;
  body?: string;
  endless?: boolean;
}): Fault<CloudWatchReceiver> {
  return {
    begin: (receiver) => receiver.respondWith({ status: 200, stored: false, times: Infinity, ...response }),
    end,
  };
}

const put: ConformanceSubject<CloudWatchReceiver> = {
  name: 'cloudwatch',
  features: { temporality: 'delta', delivery: 'acknowledged', histograms: true, intervalSeconds: 60 },
  startReceiver: () => startCloudWatchReceiver(),
  makeBackend(receiver, given) {
    receiver.useClock(given.clock);
    return new CloudWatchMetricsBackend({ client: createClient(receiver), timeout: 2, ...given });
  },
  read: cloudWatchReading,
  stopReceiver: (receiver) => receiver.close(),
  naming,
  faults: {
    down: { begin: (receiver) => receiver.down(), end: (receiver) => receiver.up() },
    slow: { begin: (receiver) => receiver.delay(0.02, Infinity), end, warned: false },
    hanging: { begin: (receiver) => receiver.hang(Infinity), end, hung: nextRequest },
    resetting: { begin: (receiver) => receiver.reset(Infinity), end },
    // CloudWatch adds up a batch each time that it arrives.
    'resetting once after it has stored': { begin: (receiver) => receiver.resetAfterStoring(), end },
    'partial success': 'PutMetricData takes a request as a whole, or not at all',
    'lying with HTML': lying({ headers: { 'content-type': 'text/html' }, body: '<title>Sign in</title>' }),
    'lying with text': lying({ headers: { 'content-type': 'text/plain' }, body: 'welcome' }),
    'lying without end': lying({ endless: true }),
    'pausing for a year': {
      begin: (receiver) =>
        receiver.respondWith({ status: 503, headers: { 'retry-after': '31536000' }, times: Infinity }),
      end,
    },
    ...Object.fromEntries([400, 403, 404, 413, 429, 500, 502, 503, 504].map((status) => refusing(status))),
    ...Object.fromEntries(['ThrottlingException', 'ExpiredTokenException'].map((code) => refusing(400, code))),
  },
};

const silent = 'logs have no answers: nobody can refuse, or take a part';
const unread = 'what the agent does not read stays with the kernel';

function trouble(state: HandedOutput['state']): Fault<HandedOutput> {
  const begin = (output: HandedOutput): void => {
    output.state = state;
  };
  return { begin, end: (output) => output.open() };
}

const emf = {
  features: { temporality: 'delta', delivery: 'sent', histograms: true, intervalSeconds: 60 },
  naming,
} as const;

const toOutput: ConformanceSubject<HandedOutput> = {
  ...emf,
  name: 'cloudwatch (EMF to an output)',
  startReceiver: () => new HandedOutput(),
  makeBackend: (output, given) => new CloudWatchMetricsBackend({ mode: 'emf', output, ...given }),
  read: ({ lines }) => emfReading(lines),
  faults: {
    down: trouble('closed'),
    slow: { ...trouble('slow'), warned: false },
    hanging: { ...trouble('stuck'), hung: (output) => output.nextStuck() },
    resetting: 'a stream that breaks is closed, as in down',
    refusing: silent,
    'partial success': silent,
  },
};

function toAgent(protocol: 'tcp' | 'udp'): ConformanceSubject<TcpCapture | UdpCapture> {
  return {
    ...emf,
    name: `cloudwatch (EMF to the agent, ${protocol.toUpperCase()})`,
    startReceiver: () => (protocol === 'tcp' ? startTcpCapture() : startUdpCapture()),
    makeBackend: ({ port }, given) =>
      new CloudWatchMetricsBackend({ mode: 'emf', agent: `${protocol}://127.0.0.1:${port}`, ...given }),
    read: (agent) => agent.settled().then(() => emfReading(agent.lines)),
    stopReceiver: (agent) => agent.close(),
    faults: {
      down: {
        begin: (agent) => agent.down(),
        end: (agent) => agent.up(),
        ...(protocol === 'udp' ? { records: 'lost', warned: false } : {}),
      },
      slow: silent,
      hanging: unread,
      resetting: 'each batch has a connection of its own, or none',
      refusing: silent,
      'partial success': silent,
    },
  };
}

export const subjects = [put, toOutput, toAgent('tcp'), toAgent('udp')] as ConformanceSubject<unknown>[];

for (const { backend, topic, name, skipped, run } of subjects.flatMap(conformanceTests)) {
  test(`${backend}: ${topic}: ${name}`, { skip: skipped !== undefined }, run);
}
