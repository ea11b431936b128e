// Sends a bot's metrics to Grafana Cloud. It uses a test double of the gateway; set `zone` instead of `endpoint` for
// the real one.
import { createBotMetrics } from '@bot-metrics/sdk';
import { startGrafanaCloudGateway } from '@bot-metrics/testing';

process.env.GRAFANA_CLOUD_TOKEN ??= 'glc_token';
const gateway = await startGrafanaCloudGateway({ token: process.env.GRAFANA_CLOUD_TOKEN });

const metrics = await createBotMetrics({
  service: { name: 'shop-bot', version: '1.2.0' },
  backends: {
    cloud: {
      type: 'otlp',
      preset: 'grafana-cloud',
      endpoint: gateway.endpoint, // zone: 'prod-eu-west-2',
      instanceId: gateway.instanceId,
      token: { env: 'GRAFANA_CLOUD_TOKEN' },
    },
  },
});

metrics.counter('shop.orders', { labels: { status: ['paid', 'failed'] } }).add(3, { status: 'paid' });
metrics.collector.recordTelegramUpdate({ updateType: 'message', handler: 'start', status: 'ok', duration: 0.04 });

const { cloud } = await metrics.shutdown(10);
console.log('delivered', cloud);
for (const { attributes, value } of gateway.series('shop.orders')) console.log('shop.orders', attributes, value);
await gateway.close();
