// Runs two services in separate processes with one configuration file, and the collector that both send to.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startOtlpReceiver } from '@bot-metrics/testing';

const collector = await startOtlpReceiver();
const cwd = fileURLToPath(new URL('..', import.meta.url));
const env = { ...process.env, COLLECTOR_URL: collector.endpoint, APP_ENV: 'production' };

await Promise.all(
  ['bot', 'worker'].map((service) => promisify(execFile)(process.execPath, [`dist/${service}.js`], { cwd, env })),
);
for (const { resource, value } of collector.series('shop.orders')) {
  const names = ['service.namespace', 'service.name', 'deployment.environment.name'];
  console.log(...names.map((name) => resource[name]), value);
}
await collector.close();
