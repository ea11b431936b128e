import type { DatadogSettings } from './options.ts';

const MOST_KEY_CHARACTERS = 100;

/**
 * What tells Datadog that this process has started, as the body of a request. Events of the same service, version and environment
 * are shown as one, so that the first of them is the deploy.
 * Source: https://docs.datadoghq.com/api/latest/events/#post-an-event (v1)
 */
export function deployEvent({ unified, host, tags }: DatadogSettings, timestamp: number): string {
  const { service = 'a service', version = '', env } = unified;
  const where = [...(host === '' ? [] : [`on ${host}`]), ...(env === undefined ? [] : [`in ${env}`])];
  return JSON.stringify({
    title: `${service} ${version} started`,
    text: `${service} ${version} started ${where.join(' ')}`.trim(),
    alert_type: 'info',
    aggregation_key: `deploy ${service} ${version} ${env ?? ''}`.trim().slice(0, MOST_KEY_CHARACTERS),
    date_happened: timestamp,
    ...(host === '' ? {} : { host }),
    tags,
  });
}
