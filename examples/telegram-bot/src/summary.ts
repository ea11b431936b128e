import type { BotMetrics } from '@bot-metrics/sdk';
import type { Tally } from './proof/tally.ts';
import type { Verdict } from './proof/verdict.ts';
import type { World } from './world/world.ts';

/** Lists the addresses to open while the demo runs. */
export function greeting(metricsUrl: string, apiUrl: string, world: World): string {
  const otlp = world.otlp?.endpoint ?? process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  return [
    'A Telegram bot, an HTTP API and PostgreSQL, measured once and read by several backends.',
    '',
    `  Prometheus   ${metricsUrl}`,
    `  HTTP API     ${apiUrl}/channels`,
    `  OTLP         ${otlp}${world.otlp === undefined ? '' : '  (embedded receiver)'}`,
    `  StatsD       127.0.0.1:${world.statsd.port}  (etsy statsd over TCP)`,
    ...(world.datadog === undefined ? [] : [`  Datadog      ${world.datadog.endpoint}  (embedded double)`]),
    ...(world.cloudwatch === undefined ? [] : [`  CloudWatch   ${world.cloudwatch.endpoint}  (embedded double)`]),
    '',
    'Press Ctrl-C to stop.',
    '',
  ].join('\n');
}

/** One line about progress and each backend's deliveries. */
export function progress(seconds: number, metrics: BotMetrics, tally: Tally, world: World): string {
  const calls = world.telegram.calls.filter(({ method }) => method !== 'getUpdates').length;
  const backends = Object.entries(metrics.backend.accounts()).map(
    ([name, { delivered, pending }]) =>
      `${name} ${delivered} (+${pending}${name === 'prometheus' && delivered === 0 ? ', not scraped yet' : ''})`,
  );
  return [
    `${seconds.toFixed(0).padStart(4)} s`,
    `${tally.of('http.server.request.duration')} requests`,
    `${calls} Bot API calls`,
    `${tally.of('db.client.operation.duration')} queries`,
    `${tally.of('bot.posts.sent')} posts`,
    `delivered (pending): ${backends.join(', ')}`,
  ].join('  ');
}

/** The result as a table with a row per metric and a column per receiver. */
export function table(verdict: Verdict): string {
  const backends = Object.keys(verdict);
  const metrics = [...new Set(Object.values(verdict).flatMap((backend) => Object.keys(backend)))].sort();
  const rows = metrics.map((metric) => {
    const cells = backends.map((backend) => {
      const { received, equal } = verdict[backend]?.[metric] ?? { received: 0, equal: false };
      return `${received} ${equal ? '=' : '≠'}`.padStart(12);
    });
    const recorded = Math.max(...backends.map((backend) => verdict[backend]?.[metric]?.recorded ?? 0));
    return metric.padEnd(36) + String(recorded).padStart(10) + cells.join('');
  });
  const head = 'counter, or count of a histogram'.padEnd(36) + 'recorded'.padStart(10);
  return ['', head + backends.map((backend) => backend.padStart(12)).join(''), ...rows, ''].join('\n');
}
