import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { settingsOf } from '../src/options.ts';
import { problems } from './problems.ts';

const apiKey = 'a'.repeat(32);

test('by default points go to the first site, with the name of this machine', () => {
  expect(settingsOf({ apiKey })).toMatchObject({
    url: 'https://api.datadoghq.com',
    host: hostname(),
    tags: [],
    intervalSeconds: 10,
    timeoutSeconds: 10,
    histograms: 'exponential',
    health: true,
    deploys: false,
  });
});

test.each([
  [{ site: 'us5.datadoghq.com' }, 'https://api.us5.datadoghq.com'],
  [{ endpoint: 'http://127.0.0.1:8428/datadog/' }, 'http://127.0.0.1:8428/datadog'],
])('%o is %s', (where, url) => {
  expect(settingsOf({ apiKey, ...where }).url).toBe(url);
});

test('the resource names host, service, environment and version where the options do not', () => {
  const resource = {
    'host.name': 'bot-1',
    'service.name': 'shop',
    'deployment.environment.name': 'production',
    'service.version': '1.2.3',
  };
  expect(settingsOf({ apiKey, resource })).toMatchObject({
    host: 'bot-1',
    tags: ['service:shop', 'env:production', 'version:1.2.3'],
  });
  expect(settingsOf({ apiKey, resource, host: '', env: 'test', tags: ['team:shop'] })).toMatchObject({
    host: '',
    tags: ['service:shop', 'env:test', 'version:1.2.3', 'team:shop'],
  });
  expect(settingsOf({ apiKey, resource, tags: ['env:mine'] }).tags).toEqual([
    'service:shop',
    'version:1.2.3',
    'env:mine',
  ]);
  expect(settingsOf({ apiKey, resource: { 'service.name': 'unknown_service:node' } }).tags).toEqual([]);
});

test.each([
  ['datadoghq.eu', undefined],
  ['datadog.com', 'datadoghq.com'],
  ['datdoghq.com', 'datadoghq.com'],
  ['https://app.datadoghq.eu/', 'datadoghq.eu'],
  ['us3', 'us3.datadoghq.com'],
  ['EU1', 'datadoghq.eu'],
  ['us1-fed', 'ddog-gov.com'],
])('of the site %o %o was meant', (site, meant) => {
  const found = problems({ apiKey, site });
  expect(found).toEqual(
    meant === undefined
      ? []
      : [`site: "${site}" is not known (another intake is given as "endpoint"); did you mean "${meant}"?`],
  );
});

test('a site that is like none is answered with all of them', () => {
  expect(problems({ apiKey, site: 'metrics.example.com' })[0]).toMatch(
    /^site: "metrics.example.com" is not known .*; write one of datadoghq.com, us3.datadoghq.com, .*, us2.ddog-gov.com$/,
  );
});

test('every problem comes out at once, and the key in none', () => {
  const found = problems({
    apiKey: 'secret key\n',
    site: 'datadoghq.eu',
    endpoint: 'ftp://user:password@host/?api_key=secret',
    host: 7,
    tags: ['team:shop', 'no tag', 'ends:', 7],
    service: '',
    interval: 0.5,
    timeout: Number.NaN,
    histograms: 'sketches',
    health: 'yes',
    deploys: true,
  });
  expect(found).toEqual([
    'endpoint: "ftp://***@host/" is no http(s) URL; write "http://127.0.0.1:8428/datadog"',
    'site: "endpoint" is given as well; leave one of them out',
    'apiKey: is no API key; write its 32 letters and digits, without spaces and line breaks',
    'host: 7 is no name; write one, or "" for none',
    'tags: "no tag" is no tag; write "key:value", a letter first, without spaces and commas, 200 characters at most',
    'tags: "ends:" is no tag; write "key:value", a letter first, without spaces and commas, 200 characters at most',
    'tags: 7 is no tag; write "key:value", a letter first, without spaces and commas, 200 characters at most',
    'service: "" is no name; write one such as "shop"',
    'interval: 0.5 is no number of seconds; write one from 1, up to 86400',
    'timeout: NaN is no number of seconds; write one above 0, up to 86400',
    'histograms: "sketches" is not known; write "explicit" or "exponential"',
    'health: "yes" is neither true nor false',
    'deploys: true needs to know what is deployed; give a "version", or the resource attribute service.version',
  ]);
  expect(found.join()).not.toContain('secret');
  expect(found.join()).not.toContain('password');
});

test.each([
  [{}, 'apiKey: is missing; give that of the organization, or an "agent"'],
  [{ endpoint: 7 }, 'endpoint: a value of type number is no URL; write "http://127.0.0.1:8428/datadog"'],
  [
    { endpoint: 'https://host/?key=1' },
    'endpoint: "https://host/" has a user, a password or a query; give the key as "apiKey"',
  ],
  [
    { endpoint: 'http://api.datadoghq.eu', apiKey },
    'endpoint: api.datadoghq.eu is plain HTTP here, which would show the key to the network; write https',
  ],
  [{ apiKey, tags: 'team:shop' }, 'tags: "team:shop" is no list; write one such as ["team:shop"]'],
])('%o has one problem', (options, problem) => {
  expect(problems(options)).toEqual([problem]);
});

test('an intake of your own needs no key', () => {
  expect(problems({ endpoint: 'http://127.0.0.1:8428/datadog' })).toEqual([]);
});

test('what is of the HTTP API does not go with an agent', () => {
  expect(problems({ agent: true, apiKey, site: 'datadoghq.eu', host: 'a', timeout: 3, deploys: false })).toEqual(
    ['apiKey', 'site', 'host', 'timeout', 'deploys'].map(
      (option) => `${option}: is of the HTTP API, not of an "agent"; leave one of them out`,
    ),
  );
  expect(problems({ agent: 'here', tags: ['no tag'] })).toEqual([
    'agent: "here" is no address; write true, or { host, port } or { path } of the Agent',
    'tags: "no tag" is no tag; write "key:value", a letter first, without spaces and commas, 200 characters at most',
  ]);
  expect(problems({ agent: { port: 0 } })).toEqual(['port: 0 is no port; write a whole number from 1 to 65535']);
});
