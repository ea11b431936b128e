import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { resolveSettings } from '../src/options.ts';
import { problems } from './problems.ts';

const apiKey = 'a'.repeat(32);

test('by default points are sent to the first site with the name of this machine', () => {
  expect(resolveSettings({ apiKey })).toMatchObject({
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
])('%o sets the URL %s', (where, url) => {
  expect(resolveSettings({ apiKey, ...where }).url).toBe(url);
});

test('the resource sets host, service, environment and version if the options do not', () => {
  const resource = {
    'host.name': 'bot-1',
    'service.name': 'shop',
    'deployment.environment.name': 'production',
    'service.version': '1.2.3',
  };
  expect(resolveSettings({ apiKey, resource })).toMatchObject({
    host: 'bot-1',
    tags: ['service:shop', 'env:production', 'version:1.2.3'],
  });
  expect(resolveSettings({ apiKey, resource, host: '', env: 'test', tags: ['team:shop'] })).toMatchObject({
    host: '',
    tags: ['service:shop', 'env:test', 'version:1.2.3', 'team:shop'],
  });
  expect(resolveSettings({ apiKey, resource, tags: ['env:mine'] }).tags).toEqual([
    'service:shop',
    'version:1.2.3',
    'env:mine',
  ]);
  expect(resolveSettings({ apiKey, resource: { 'service.name': 'unknown_service:node' } }).tags).toEqual([]);
});

test.each([
  ['datadoghq.eu', undefined],
  ['datadog.com', 'datadoghq.com'],
  ['datdoghq.com', 'datadoghq.com'],
  ['https://app.datadoghq.eu/', 'datadoghq.eu'],
  ['us3', 'us3.datadoghq.com'],
  ['EU1', 'datadoghq.eu'],
  ['us1-fed', 'ddog-gov.com'],
])('for the site %o the problem suggests %o', (site, suggested) => {
  const found = problems({ apiKey, site });
  expect(found).toEqual(
    suggested === undefined
      ? []
      : [expect.stringMatching(`^site: expected one of .*, received "${site}"; did you mean "${suggested}"\\?$`)],
  );
});

test('a site that resembles none is rejected with a list of all sites', () => {
  expect(problems({ apiKey, site: 'metrics.example.com' })[0]).toMatch(
    /^site: expected one of datadoghq.com, .*, us2.ddog-gov.com, received "metrics.example.com"; set another intake as "endpoint"$/,
  );
});

const tag = 'a tag "key:value" of at most 200 characters that starts with a letter, without spaces and commas';

test('every problem is reported at once, without the key', () => {
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
    'apiKey: expected only the API key, received white space inside it; remove it',
    'endpoint: expected an http or https URL such as "http://127.0.0.1:8428/datadog", received "ftp://***@host/?***"',
    'host: expected a name, or "" for none, received 7',
    `tags.1: expected ${tag}, received "no tag"`,
    `tags.2: expected ${tag}, received "ends:"`,
    `tags.3: expected ${tag}, received 7`,
    'service: expected a name such as "shop", received ""',
    'interval: expected a duration of 1 s or more, up to a day, such as 15 (seconds), "500ms", "60s" or "5m", received 0.5',
    'timeout: expected a duration up to a day, such as 15 (seconds), "500ms", "60s" or "5m", received NaN',
    'histograms: expected "explicit" or "exponential", received "sketches"',
    'health: expected true or false, received "yes"',
    'deploys: needs the deployed version; set "version", or the resource attribute service.version',
  ]);
  expect(found.join()).not.toContain('secret');
  expect(found.join()).not.toContain('password');
});

test.each([
  [{}, 'apiKey: missing; set the API key of the organization, or "agent"'],
  [
    { apiKey, site: 'datadoghq.eu', endpoint: 'http://intake.test' },
    'site: cannot be combined with "endpoint"; remove one of them',
  ],
  [{ endpoint: 7 }, 'endpoint: expected an http or https URL such as "http://127.0.0.1:8428/datadog", received 7'],
  [
    { endpoint: 'https://host/?key=1' },
    'endpoint: expected a URL without a user, a password and a query; set the key as "apiKey"',
  ],
  [
    { endpoint: 'http://api.datadoghq.eu', apiKey },
    'endpoint: expected https, received http, which exposes the key to the network on the way to api.datadoghq.eu; write https',
  ],
  [{ apiKey, tags: 'team:shop' }, 'tags: expected a list, received "team:shop"'],
])('%o has one problem', (options, problem) => {
  expect(problems(options)).toEqual([problem]);
});

test.each([
  ['a'.repeat(40), 'received an application key; copy the key from the page "API Keys"'],
  [`ddapp_${apiKey}`, 'received an application key; copy the key from the page "API Keys"'],
  [`pub${apiKey}`, 'received a client token; copy the key from the page "API Keys"'],
])('the key %j, which Datadog answers with 403, is refused, and not shown', (written, problem) => {
  expect(problems({ apiKey: written })).toEqual([`apiKey: expected only the API key, ${problem}`]);
  expect(problem).not.toContain('aaaa');
  expect(problems({ apiKey: written, endpoint: 'http://127.0.0.1:8428/datadog' })).toEqual([]);
});

test.each(['/api/v2/series', '/api/v2', '/api/v1/series/', '/api/beta/sketches'])(
  'an endpoint that ends in %s is refused with the base URL',
  (path) => {
    expect(problems({ endpoint: `http://127.0.0.1:8428/datadog${path}` })).toEqual([
      'endpoint: expected the base URL, to which /api/v2/series is appended, received its path as well; write "http://127.0.0.1:8428/datadog"',
    ]);
  },
);

test('a custom intake needs no key', () => {
  expect(problems({ endpoint: 'http://127.0.0.1:8428/datadog' })).toEqual([]);
});

test('options of the HTTP API cannot be combined with an agent', () => {
  expect(problems({ agent: true, apiKey, site: 'datadoghq.eu', host: 'a', timeout: 3, deploys: false })).toEqual(
    ['apiKey', 'site', 'host', 'timeout', 'deploys'].map(
      (option) => `${option}: cannot be combined with "agent"; remove one of them`,
    ),
  );
  expect(problems({ agent: 'here', tags: ['no tag'] })).toEqual([
    'agent: expected true or false, received "here"',
    `tags.0: expected ${tag}, received "no tag"`,
  ]);
  expect(problems({ agent: { port: 0 } })).toEqual(['agent.port: expected a whole number from 1 to 65535, received 0']);
});

test('a key with what copying adds is cleaned, and one with a name or a scheme is refused', () => {
  for (const pasted of [`${apiKey}\n`, `"${apiKey}"`, `\ufeff${apiKey}\r\n`, ` ${apiKey} `]) {
    expect(resolveSettings({ apiKey: pasted }).apiKey).toBe(apiKey);
  }
  for (const [pasted, mistake] of [
    [`DD-API-KEY: ${apiKey}`, 'received a name before it; remove everything up to ":"'],
    [`DD_API_KEY=${apiKey}`, 'received a name before it; remove everything up to "="'],
    [`Bearer ${apiKey}`, 'received "Bearer" before it; remove "Bearer"'],
    ['$DD_API_KEY', 'received the name of a variable; write { env: NAME }'],
  ]) {
    expect(problems({ apiKey: pasted })).toEqual([`apiKey: expected only the API key, ${mistake}`]);
  }
});
