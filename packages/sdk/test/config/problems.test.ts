import { expect, test } from 'vitest';
import { problems } from './load.ts';

test('all problems of all sources are reported at once, each with its place, the value and the remedy', async () => {
  const message = await problems({
    argument: { naming: 'clasic', backends: { metrics: { type: 'statsd', port: 70_000 } } },
    env: { BOT_METRICS_BACKENDS__LOCAL__HOSTS: 'x', BOT_METRICS_SYSTEM__INTERVAL: '5 parsecs' },
    yaml: `service: { name: shop, version: 1.1 }
sevice: x
backends:
  cloud:
    type: otpl
    endpoint: \${GRAFANA_ENDPOINT}
    intervall: 60s
    interval: 0
    headers: { a: { env: TOKEN }, b: { file: ./none }, c: 1 }
  local:
    type: prometheus
    prot: 1
    grpc: true
  queue: { kind: statsd }
  graph: { type: graphite }
  nothing:
`,
    configFile: 'bot-metrics.config.yaml',
  });

  const seconds = 'a duration up to a day, such as 15 (seconds), "500ms", "60s" or "5m"';
  const kinds =
    '"prometheus", "otlp", "statsd", "datadog", "cloudwatch", "stub", a package or a path such as "./my-backend.js"';
  expect(
    message
      .replace(/start at .*/, 'start at FOLDER')
      .split('\n')
      .sort(),
  ).toEqual(
    [
      'naming: expected "semantic", "classic" or "both", received "clasic"; did you mean "classic"?',
      'backends.metrics.port: expected a whole number from 1 to 65535, received 70000',
      'BOT_METRICS_BACKENDS__LOCAL__HOSTS backends.local.hosts: unknown key; did you mean "host"?',
      `BOT_METRICS_SYSTEM__INTERVAL system.interval: expected ${seconds}, received "5 parsecs"`,
      'bot-metrics.config.yaml:1:33 service.version: expected text, received 1.1; put it in quotes',
      'bot-metrics.config.yaml:2:9 sevice: unknown key; did you mean "service"?',
      `bot-metrics.config.yaml:5:11 backends.cloud.type: expected ${kinds}, received "otpl"; did you mean "otlp"?`,
      `bot-metrics.config.yaml:6:15 backends.cloud.endpoint: environment variable GRAFANA_ENDPOINT is not set; set it, or write \${GRAFANA_ENDPOINT:-default}`,
      'bot-metrics.config.yaml:7:16 backends.cloud.intervall: unknown key; did you mean "interval"?',
      `bot-metrics.config.yaml:8:15 backends.cloud.interval: expected ${seconds}, received 0`,
      'bot-metrics.config.yaml:9:19 backends.cloud.headers.a: environment variable TOKEN is not set; set it',
      'bot-metrics.config.yaml:9:38 backends.cloud.headers.b: file ./none cannot be read (ENOENT); relative paths start at FOLDER',
      'bot-metrics.config.yaml:9:59 backends.cloud.headers.c: expected text, { env: NAME } or { file: PATH }, received a number; put it in quotes',
      'bot-metrics.config.yaml:12:11 backends.local.prot: unknown key; did you mean "port"?',
      'bot-metrics.config.yaml:13:11 backends.local.grpc: unknown key; the known ones are type, enabled, host, port, path, listen, auth, tls, names, prefix',
      `bot-metrics.config.yaml:14:10 backends.queue.type: expected ${kinds}, received nothing`,
      `bot-metrics.config.yaml:15:18 backends.graph.type: expected ${kinds}, received "graphite", which is not installed`,
      'bot-metrics.config.yaml:16:11 backends.nothing: expected a map with a type, or a backend, received nothing',
    ].sort(),
  );
});

test('for a misspelled type, the error suggests the closest one', async () => {
  expect(await problems({ argument: { backends: { scrape: { type: 'promtheus', port: 9464 } } } })).toBe(
    'backends.scrape.type: expected "prometheus", "otlp", "statsd", "datadog", "cloudwatch", "stub", a package or a path such as "./my-backend.js", received "promtheus"; did you mean "prometheus"?',
  );
});

test('a value that should be a map is reported with its kind', async () => {
  expect(await problems({ argument: { backends: ['statsd'], service: 'shop', labels: 3 } })).toBe(
    [
      'service: expected a map, received "shop"',
      'backends: expected a map, received a list',
      'labels: expected a map, received 3',
    ].join('\n'),
  );
});

test('broken YAML is reported with its place', async () => {
  expect(await problems({ yaml: 'prefix: a\nprefix: b\n' })).toBe(
    'bot-metrics.config.yaml:2:1: Map keys must be unique',
  );
  expect(await problems({ yaml: `service: { name: \${NAME}, version: "hunter2" }` })).toBe(
    `bot-metrics.config.yaml:1:19: Unexpected flow-map-start at node end; within { } put "\${NAME}" in quotes`,
  );
});

test('a variable is replaced, has a default or is a problem; $$ is a dollar sign', async () => {
  const yaml = `prefix: \${A-b}\${1}
service: { version: "\${ONE} and \${TWO}" }
naming: $$\${SET}\${EMPTY:-x}`;

  expect(await problems({ yaml, env: { SET: 'set', EMPTY: '' } })).toBe(
    [
      `bot-metrics.config.yaml:2:21 service.version: environment variable ONE is not set; set it, or write \${ONE:-default}; environment variable TWO is not set; set it, or write \${TWO:-default}`,
      `bot-metrics.config.yaml:1:9 prefix: "\${" must begin \${NAME} or \${NAME:-default} and end with "}"; write "$$" for a dollar sign`,
      'bot-metrics.config.yaml:3:9 naming: expected "semantic", "classic" or "both", received "$setx"',
    ].join('\n'),
  );
});

test('problems of JSON files also have places', async () => {
  const json = '{\n\t"naming": "both",\n\t"prefix": 1\n}\n';

  expect(await problems({ files: { 'bot-metrics.config.json': json } })).toBe(
    'bot-metrics.config.json:3:12 prefix: expected text, received 1; put it in quotes',
  );
});

test('a named file must exist', async () => {
  expect(await problems({ configFile: 'other.yaml' })).toBe('other.yaml: the file does not exist');
});

test('no message shows a header or the password of a URL', async () => {
  const message = await problems({
    argument: {
      backends: {
        a: { type: 'otlp', headers: 'authorization=hunter2' },
        b: { type: 'otlp', headers: { authorization: ['hunter2'] } },
        c: { type: 'otlp', endpoint: 'ftp://user:hunter2@localhost/?token=hunter2' },
        d: { type: 'otlp', header: { authorization: 'hunter2' } },
      },
    },
  });

  expect(message.split('\n')).toEqual([
    'backends.a.headers: expected a map, received a string',
    'backends.b.headers.authorization: expected text, { env: NAME } or { file: PATH }, received a list',
    'backends.c.endpoint: expected an http or https URL such as "http://localhost:4318", received "ftp://***@localhost/?***"',
    'backends.d.header: unknown key; did you mean "headers"?',
  ]);
});

test('missing options of Grafana Cloud are reported with their place, without showing the token', async () => {
  const { createBotMetrics } = await import('../../src/index.ts');
  const cloud = { type: 'otlp', preset: 'grafana-cloud', zone: 'Prod', instanceId: 12, token: { env: 'T' } } as const;
  const options = { env: { T: 'hunter2' }, configFile: false } as const;
  await expect(createBotMetrics({ backends: { cloud } }, options)).rejects.toMatchObject({
    code: 'invalid_configuration',
    message:
      'backends.cloud.zone: expected only the name of a zone, such as "prod-eu-west-2", received "Prod"; write "prod"',
  });
  const message = await problems({
    yaml: 'backends: { cloud: { type: otlp, preset: grafana-clod, instanceId: abc, token: 5 } }',
  });
  expect(message.split('\n').map((line) => line.replace(/^\S+ /, ''))).toEqual([
    expect.stringMatching(/^backends.cloud.preset: .*did you mean "grafana-cloud"\?$/),
    'backends.cloud.instanceId: expected digits, received "abc"',
    'backends.cloud.token: expected only the token, received a number; put it in quotes',
  ]);
});

test('auth and tls are checked without showing a secret', async () => {
  const message = await problems({
    yaml: `backends:
  open: { type: prometheus, auth: { user: prom, password: s3cret } }
  token: { type: prometheus, auth: { token: { env: SCRAPE_TOKEN } } }
  secure: { type: prometheus, tls: { cert: { file: ./none.pem }, key: 5 } }
`,
  });
  expect(
    message
      .replace(/start at .*/, 'start at FOLDER')
      .split('\n')
      .sort(),
  ).toEqual([
    'bot-metrics.config.yaml:2:35 backends.open.auth.username: missing; it is needed here',
    'bot-metrics.config.yaml:2:43 backends.open.auth.user: unknown key; the known ones are username, password',
    expect.stringContaining('backends.token.auth.token: environment variable SCRAPE_TOKEN is not set; set it'),
    expect.stringContaining(
      'backends.secure.tls.cert: file ./none.pem cannot be read (ENOENT); relative paths start at FOLDER',
    ),
    expect.stringContaining(
      'backends.secure.tls.key: expected PEM as text, { env: NAME } or { file: PATH }, received a number',
    ),
  ]);
  expect(message).not.toContain('s3cret');
});
