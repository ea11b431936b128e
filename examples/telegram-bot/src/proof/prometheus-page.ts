/** Reads a page like a scraper: totals of counters and counts of histograms, by family name. */
export async function scrape(url: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`GET ${url} returned ${response.status}`);
  const totals = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of (await response.text()).split('\n')) {
    const [, type] = /^# TYPE (\S+ \S+)$/.exec(line) ?? [];
    if (type !== undefined) types.set(...(type.split(' ') as [string, string]));
    const [, sample = '', value] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{.*\})? (\S+)$/.exec(line) ?? [];
    const family = types.get(sample) === 'counter' ? sample : sample.replace(/_count$/, '');
    const counted = types.get(family) === 'counter' || (types.get(family) === 'histogram' && family !== sample);
    if (counted) totals.set(family, (totals.get(family) ?? 0) + Number(value));
  }
  return totals;
}

/** The Prometheus names of the metrics that the demo counts. */
export const prometheusNames: Readonly<Record<string, string>> = {
  'bot.health.check.duration': 'bot_health_check_duration_seconds',
  'bot.post_views.updated': 'bot_post_views_updated_total',
  'bot.posts.sent': 'bot_posts_sent_total',
  'bot.reactions': 'bot_reactions_total',
  'db.client.operation.duration': 'db_client_operation_duration_seconds',
  'http.server.request.duration': 'http_server_request_duration_seconds',
  'messaging.process.duration': 'messaging_process_duration_seconds',
  'telegram.client.flood_wait': 'telegram_client_flood_wait_seconds',
  'telegram.client.request.duration': 'telegram_client_request_duration_seconds',
  'telegram.poll.errors': 'telegram_poll_errors_total',
  'telegram.recipients.unreachable': 'telegram_recipients_unreachable_total',
  'telegram.update.duration': 'telegram_update_duration_seconds',
  'telegram.update.lag': 'telegram_update_lag_seconds',
};
