// Run by pushgateway-deadline.test.ts: pushes to a peer that does not answer, while nothing else keeps the process alive.
import { PrometheusMetricsBackend, Pushgateway } from '@bot-metrics/prometheus';

const backend = new PrometheusMetricsBackend({ listen: false });
backend.recordCounter('files', 3);
const garbage = setInterval(() => globalThis.gc(), 20).unref();
new Pushgateway({ url: process.argv[2], job: 'x', timeout: 0.5 }).push(backend).catch((error) => {
  clearInterval(garbage);
  console.log(error.message.split(': ')[1]);
});
