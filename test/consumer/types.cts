import core = require('@bot-metrics/core');
import sdk = require('@bot-metrics/sdk');

const orders = new core.Metrics(new core.MultiMetricsBackend()).counter('orders', { labels: ['status'] });
orders.add(1, { status: 'paid' });
export = sdk.defineConfig({ backends: {} });
