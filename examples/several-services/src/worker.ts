import { createBotMetrics } from '@bot-metrics/sdk';

const metrics = await createBotMetrics({ service: { name: 'worker' } });
metrics.counter('shop.orders').add(5);
await metrics.shutdown(10);
