import { createBotMetrics } from '@bot-metrics/sdk';

// The file is the one in the working directory.
const metrics = await createBotMetrics({ service: { name: 'bot' } });
metrics.counter('shop.orders').add(2);
await metrics.shutdown(10);
