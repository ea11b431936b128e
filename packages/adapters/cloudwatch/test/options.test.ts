import { expect, test } from 'vitest';
import { resolveSettings } from '../src/options.ts';
import { problems } from './problems.ts';

test('by default metrics are sent by PutMetricData once a minute, with every label as a dimension', () => {
  expect(resolveSettings({})).toMatchObject({
    namespace: 'bot-metrics',
    mode: 'put',
    dimensions: [],
    intervalSeconds: 60,
    resolution: 60,
    timeoutSeconds: 10,
    histograms: 'explicit',
  });
});

test('every problem is reported at once, with its remedy', () => {
  const given = {
    namespace: 'AWS/x',
    mode: 'emf',
    region: 'eu-west-1',
    timeout: 0,
    interval: '60 x',
    resolution: 5,
    histograms: 'sketch',
    dimensions: [{ metric: '', labels: 'a', merge: 'mean' }],
    agent: 'http://127.0.0.1:25888',
    logStream: 'a:b',
    output: {},
  };
  expect(problems(given)).toEqual([
    'namespace: expected 1 to 255 letters, digits and . - _ / # : that start neither with ":" nor with "AWS/", received "AWS/x"',
    'timeout: expected a duration up to a day, such as 15 (seconds), "500ms", "60s" or "5m", received 0',
    'dimensions.0.metric: expected text, received ""',
    'dimensions.0.labels: expected a list, received "a"',
    'dimensions.0.merge: expected "sum", "max", "min" or "last", received "mean"; did you mean "max"?',
    'interval: expected a duration up to a day, such as 15 (seconds), "500ms", "60s" or "5m", received "60 x"',
    'resolution: expected 1 or 60, received 5',
    'histograms: expected "explicit" or "exponential", received "sketch"',
    'agent: expected an address such as "tcp://127.0.0.1:25888" or "udp://127.0.0.1:25888", received "http://127.0.0.1:25888"',
    'logStream: expected the name of a log stream, without ":" and "*", received "a:b"',
    'output: expected a stream with "write(text, callback)", received a map',
    'region: needs mode "put"; set "mode" to "put", or remove "region"',
  ]);
});

test.each([
  [{ mode: 'both' }, 'mode: expected "put" or "emf", received "both"'],
  [{ agent: 'tcp://x' }, 'agent: needs mode "emf"; set "mode" to "emf", or remove "agent"'],
  [{ client: {} }, 'client: expected a CloudWatchClient of @aws-sdk/client-cloudwatch, received a map'],
  [{ client: { send: () => {} }, region: 'eu-west-1' }, 'region: cannot be combined with "client"; remove one of them'],
  [{ region: 'Ireland' }, 'region: expected a region such as "eu-west-1", received "Ireland"'],
  [
    { endpoint: '127.0.0.1' },
    'endpoint: expected an http or https URL such as "http://127.0.0.1:4566", received "127.0.0.1"',
  ],
  [
    { endpoint: 'http://key:secret@127.0.0.1' },
    'endpoint: expected a URL without a user and a password; remove them, because the AWS SDK finds the credentials',
  ],
  [{ dimensions: {} }, 'dimensions: expected a list, received a map'],
  [
    { dimensions: [{ metric: '*', labels: Array.from({ length: 31 }, (_, i) => `l${i}`) }] },
    'dimensions.0.labels: expected a list of at most 30, received one of 31',
  ],
  [{ mode: 'emf', logGroup: 'x' }, 'logGroup: needs an "agent"; set "agent", or remove "logGroup"'],
])('%o is rejected', (options, problem) => {
  expect(problems(options)).toEqual([problem]);
});
