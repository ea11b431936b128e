import { execFile } from 'node:child_process';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startMysqlServer } from '../packages/integrations/database/test/mysql-server.ts';

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('../examples/integrations', import.meta.url));

const bot = [
  /^telegram_update_duration_seconds_count\{.*telegram_handler="start",outcome="ok"\} 1$/m,
  /^telegram_client_request_duration_seconds_count\{telegram_method="sendMessage",telegram_status="ok"\} 1$/m,
];
const server = [
  /^http_server_request_duration_seconds_count\{.*http_route="\/users\/:id",http_response_status_code="200"\} 1$/m,
];

// The PostgreSQL and Redis examples run against real servers, in test/servers.
const examples: readonly (readonly [name: string, lines: readonly RegExp[]])[] = [
  ['grammy', bot],
  ['telegraf', bot],
  ['gramio', bot],
  ['node-telegram-bot-api', bot],
  ['express', [...server, /^http_client_request_duration_seconds_count\{.*server_address="127.0.0.1".*\} 1$/m]],
  ['fastify', server],
  ['nest', server],
  [
    'nest-module',
    [/^posts_sent_total 1$/m, /^messaging_process_duration_seconds_count\{.*task_name="publish".*\} 1$/m],
  ],
  ['koa', server],
  ['hono', server],
  ['better-sqlite3', [/^db_client_operation_duration_seconds_count\{.*db_operation_name="INSERT"\} 1$/m]],
  [
    'node-cron',
    [
      /^messaging_process_duration_seconds_count\{messaging_system="node-cron",task_name="digest"\} 1$/m,
      /^messaging_process_duration_seconds_count\{task_name="clean up"\} 1$/m,
    ],
  ],
  ['node-sdk', [/name: 'bot\.posts\.sent'/, /attributes: \{ kind: 'photo' \}/, /value: 2,?$/m]],
  ['open-telemetry', [/^bot_posts_sent_total 2$/m, /^cache_hits_total\{otel_scope_name="cache"\} 3$/m]],
  ['host', [/^system_memory_utilization_ratio 0\.\d+$/m, /^system_filesystem_utilization_ratio 0\.\d+$/m]],
  ['runtime', [/^process_cpu_time_seconds_total\{cpu_mode="user"\} /m, /^v8js_memory_heap_used_bytes\{/m]],
];

test.each(examples)('the example of %s ends by itself and prints its metrics', async (name, lines) => {
  const { stdout } = await run(process.execPath, [`dist/${name}.js`], { cwd, timeout: 30_000 });
  for (const line of lines) expect(stdout).toMatch(line);
});

test('every subpath of an integration has an example, and every example runs here or in test/servers', () => {
  const files = readdirSync(`${cwd}/src`).sort();
  const ran = [...examples.map(([name]) => name), 'mysql2', 'bullmq', 'pg', 'redis'];
  expect(files).toEqual(ran.map((name) => `${name}.ts`).sort());
  const code = files.map((file) => readFileSync(`${cwd}/src/${file}`, 'utf8')).join('');
  const integrations = ['telegram', 'http', 'database', 'tasks', 'nestjs'].flatMap((name) => {
    const manifest = new URL(`../packages/integrations/${name}/package.json`, import.meta.url);
    const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as { exports: object };
    return Object.keys(exports).flatMap((path) =>
      path === './package.json' ? [] : [`@bot-metrics/${name}${path.slice(1)}`],
    );
  });
  expect(integrations.length).toBeGreaterThan(12);
  for (const integration of integrations) expect(code).toContain(`from '${integration}'`);
});

test.each([
  ['sdk/dist/awilix.js', [/^bot\.posts\.sent\{status="success"\} 1$/m, /^posts\.rejected 1$/m]],
  ['sdk/dist/grafana-cloud.js', [/delivered: 2, pending: 0/, /^shop\.orders \{ status: 'paid' \} 3$/m]],
  ['several-services/dist/main.js', [/^shop bot production 2$/m, /^shop worker production 5$/m]],
  [
    'custom-backend/dist/main.js',
    [/^\{"kind":"counter","name":"posts.sent","value":1,"labels":\{"kind":"photo"\}\}$/m],
  ],
  ['push-backend/dist/main.js', [/"name":"posts.sent","type":"counter".*"value":1\}/]],
])('examples/%s ends by itself and prints what it delivered', async (path, lines) => {
  const { stdout } = await run(process.execPath, [fileURLToPath(new URL(`../examples/${path}`, import.meta.url))]);
  for (const line of lines) expect(stdout).toMatch(line);
});

test('every example except the demo has a main of at most 80 lines', () => {
  const cwd = fileURLToPath(new URL('../examples', import.meta.url));
  const mains = globSync(['{custom-backend,push-backend,several-services}/src/*.ts', '{integrations,sdk}/src/*.ts'], {
    cwd,
  });
  expect(mains.length).toBeGreaterThan(20);
  const long = mains.filter((path) => readFileSync(`${cwd}/${path}`, 'utf8').split('\n').length > 80);
  expect(long).toEqual([]);
});

test('the mysql2 example prints what it measured at a server', async () => {
  const server = await startMysqlServer();
  try {
    const env = { ...process.env, MYSQL_PORT: `${server.port}` };
    const { stdout } = await run(process.execPath, ['dist/mysql2.js'], { cwd, env, timeout: 30_000 });
    expect(stdout).toMatch(/^db_client_operation_duration_seconds_count\{.*db_operation_name="SELECT"\} 1$/m);
  } finally {
    server.close();
  }
});
