import { createBotMetrics } from '@bot-metrics/sdk';

// Reads the file in the working directory.
const metrics = await createBotMetrics({ service: { name: 'bot' } });
metrics.counter('shop.orders').add(2);
await metrics.shutdown(10);
