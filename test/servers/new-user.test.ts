import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startFakeBotApi, startGrafanaCloudGateway } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';
import { packInto } from './packed.ts';
import { startPackedRegistry } from './packed-registry.ts';

const run = promisify(execFile);
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const telegramIsElsewhere = new URL('new-user/telegram-is-elsewhere.mjs', import.meta.url).href;

/** The code blocks of the section "Use it", in order. */
function readSteps(): { language: string; text: string }[] {
  const section = readme.slice(readme.indexOf('\n## Use it'), readme.indexOf('\n## Guides'));
  return [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));
}

test('a new user who follows the README has a bot whose metrics are in Grafana Cloud', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'new-user-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const registry = await startPackedRegistry(await packInto(folder));
  const gateway = await startGrafanaCloudGateway();
  const telegram = await startFakeBotApi();
  onTestFinished(async () => {
    registry.close();
    await Promise.all([gateway.close(), telegram.close()]);
  });
  const cwd = join(folder, 'shop-bot');
  await mkdir(cwd);
  // The packages are not published elsewhere yet.
  await writeFile(join(cwd, '.npmrc'), `@bot-metrics:registry=${registry.url}\naudit=false\n`);

  const [install, bot, start] = readSteps();
  expect([install?.language, bot?.language, start?.language]).toEqual(['sh', 'ts', 'sh']);
  // Run like a user without the workspace and settings of this repository.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm|pnpm)_/i.test(name)));
  await run('bash', ['-ec', install?.text ?? ''], { cwd, env });
  await writeFile(join(cwd, 'bot.mjs'), bot?.text ?? '');

  // Addresses of the test doubles that replace Grafana Cloud's gateway and Telegram.
  const doubles = {
    BOT_METRICS_BACKENDS__GRAFANA_CLOUD__ENDPOINT: gateway.endpoint,
    BOT_API_ROOT: telegram.apiRoot,
    NODE_OPTIONS: `--import=${telegramIsElsewhere}`,
  };
  const child = spawn('bash', ['-ec', (start?.text ?? '').replace('node bot.mjs', 'exec node bot.mjs')], {
    cwd,
    env: { ...env, ...doubles },
  });
  const output = collectOutput(child);
  telegram.pushText('/buy');
  // The bot polls again once it has handled this update.
  await telegram.waitFor((calls) => {
    const methods = calls.map(({ method }) => method);
    return methods.includes('sendMessage') && methods.at(-1) === 'getUpdates';
  }, 60);
  child.kill('SIGTERM');
  await once(child, 'exit');

  expect(output()).toMatch(/^good +grafana-cloud \(otlp\)/m);
  expect(gateway.value('shop.orders', { status: 'paid' })).toBe(1);
  expect(gateway.series('telegram.update.duration')[0]?.attributes).toMatchObject({ 'telegram.handler': 'buy' });
  expect(gateway.series('shop.orders')[0]?.resource).toMatchObject({ 'service.name': 'shop-bot' });
  expect(gateway.answers.every(({ status }) => status === 200)).toBe(true);
  expect(output()).not.toContain('glc_token');
}, 300_000);

function collectOutput(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return () => output;
}
