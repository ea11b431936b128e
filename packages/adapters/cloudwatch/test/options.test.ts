import { expect, test } from 'vitest';
import { settingsOf } from '../src/options.ts';
import { problems } from './problems.ts';

test('by default PutMetricData is sent once a minute, and every label is a dimension', () => {
  expect(settingsOf({})).toMatchObject({
    namespace: 'bot-metrics',
    mode: 'put',
    dimensions: [],
    intervalSeconds: 60,
    resolution: 60,
    timeoutSeconds: 10,
    histograms: 'explicit',
  });
});

test('all problems come at once, each with its remedy', () => {
  const given = {
    namespace: 'AWS/x',
    mode: 'emf',
    region: 'eu-west-1',
    timeout: 0,
    interval: '60',
    resolution: 5,
    histograms: 'sketch',
    dimensions: [{ metric: '', labels: 'a', merge: 'mean' }],
    agent: 'http://127.0.0.1:25888',
    logStream: 'a:b',
    output: {},
  };
  expect(problems(given)).toEqual([
    'namespace: "AWS/x" is none; write 1 to 255 letters, digits and . - _ / # : that begin neither with ":" nor with "AWS/"',
    'region: "string" belongs to mode "put"; leave it out, or change "mode"',
    'timeout: 0 is no number of seconds; write one above 0, up to 86400',
    'interval: "60" is no number of seconds; write one above 0, up to 86400',
    'resolution: 5 is none of CloudWatch; write 1 or 60',
    'histograms: "sketch" is not known; write "explicit" or "exponential"',
    'dimensions[0].metric: "" must be a name, or a pattern such as "http.*"',
    'dimensions[0].labels: "a" must be a list of label names; write [] to keep none',
    'dimensions[0].merge: "mean" must be one of sum, max, min, last',
    'agent: "http://127.0.0.1:25888" is no address; write one such as "tcp://127.0.0.1:25888"',
    'logStream: "a:b" is no name of CloudWatch Logs; write one such as "/service/metrics"',
    'output: "object" is no stream; hand in one with "write(text, callback)"',
    'output: "object" says where lines go to, and so does "agent"; leave one of them out',
  ]);
});

test.each([
  [{ mode: 'both' }, 'mode: "both" is not known; write "put" or "emf"'],
  [{ agent: 'tcp://x' }, 'agent: "string" belongs to mode "emf"; leave it out, or change "mode"'],
  [{ client: {} }, 'client: "object" is no client; hand in a CloudWatchClient of @aws-sdk/client-cloudwatch'],
  [
    { client: { send: () => {} }, region: 'eu-west-1' },
    'region: "string" is of an own client, and "client" is given; leave one of them out',
  ],
  [{ region: 'Ireland' }, 'region: "Ireland" is no region; write one such as "eu-west-1"'],
  [{ endpoint: '127.0.0.1' }, 'endpoint: is no http(s) URL; write one such as "http://127.0.0.1:4566"'],
  [
    { endpoint: 'http://key:secret@127.0.0.1' },
    'endpoint: has a user or a password; leave them out, the AWS SDK finds the credentials',
  ],
  [{ dimensions: {} }, 'dimensions: is no list; write one such as [{ metric: "*", labels: ["status"] }]'],
  [
    { dimensions: [{ metric: '*', labels: Array.from({ length: 31 }, (_, i) => `l${i}`) }] },
    'dimensions[0].labels: 31 are more than the 30 dimensions of a metric; name fewer',
  ],
  [{ mode: 'emf', logGroup: 'x' }, 'logGroup: "x" is for an "agent"; name it, or leave this out'],
])('%o is refused', (options, problem) => {
  expect(problems(options)).toEqual([problem]);
});
