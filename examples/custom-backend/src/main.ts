import { Metrics, MultiMetricsBackend } from '@bot-metrics/core';
import { JsonLinesBackend } from './json-lines-backend.ts';

const backend = new MultiMetricsBackend([new JsonLinesBackend((line) => process.stdout.write(line))]);
await backend.start();

const metrics = new Metrics(backend);
metrics.counter('posts.sent', { labels: { kind: ['photo', 'text'] } }).add(1, { kind: 'photo' });
metrics.gauge('queue.depth').set(3);
await metrics.timer('render.duration').time(async () => {});

console.error(await backend.shutdown(5));
