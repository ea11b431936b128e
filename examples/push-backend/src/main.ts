import { createServer } from 'node:http';
import { Metrics, MultiMetricsBackend } from '@bot-metrics/core';
import { HttpJsonBackend } from './http-json-backend.ts';

const receiver = createServer(async (request, response) => {
  for await (const chunk of request) process.stdout.write(chunk);
  response.writeHead(204).end();
});
receiver.listen(0, '127.0.0.1', async () => {
  const address = receiver.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const backend = new MultiMetricsBackend([new HttpJsonBackend({ url: `http://127.0.0.1:${port}` })]);
  await backend.start();

  const metrics = new Metrics(backend);
  metrics.counter('posts.sent', { labels: { kind: ['photo', 'text'] } }).add(1, { kind: 'photo' });
  metrics.gauge('queue.depth').set(3);

  console.error(await backend.shutdown(5));
  receiver.close();
});
