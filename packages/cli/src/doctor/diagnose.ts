import { BotMetricsError, errorText, type MetricsBackendPort, MultiMetricsBackend } from '@bot-metrics/core';
import type { CollectingBackend } from '@bot-metrics/core/backend';
import type { EffectiveSetting } from '@bot-metrics/sdk/config';
import { type Diagnosis, diagnosePage, diagnosePort } from './diagnose-page.ts';

/** For the probe and its retries. */
const DEADLINE_SECONDS = 10;
/** For shutting down what was started for the probe. */
const CLOSING_SECONDS = 1;

/** The name under which receivers store the probe, so that users can look for it. */
const PROBE = 'bot_metrics.probe';

/** Starts the backend briefly, records one probe and flushes it. Never rejects. */
export async function diagnose(backend: MetricsBackendPort, settings: readonly EffectiveSetting[]): Promise<Diagnosis> {
  // The backends' timers are unref'd, so keep the process alive until the result is known.
  const alive = setInterval(() => {}, 1000);
  const fanOut = new MultiMetricsBackend([backend], { diagnostics: { report: () => {} } });
  try {
    const begins = performance.now();
    fanOut.initializeMetric({ name: PROBE, type: 'counter', description: 'Probes sent by bot-metrics doctor.' });
    fanOut.recordCounter(PROBE, 1);
    const { [backend.name]: started } = await fanOut.start();
    if (started?.ok === false) return await notStarted(backend, started.error, settings);
    if (readDelivery(backend) === 'scraped') return await diagnosePage(backend);
    const { [backend.name]: flushed } = await fanOut.flush(DEADLINE_SECONDS);
    if (flushed?.ok === false) return { ok: false, message: describeError(backend, flushed.error) };
    return { ok: true, message: describeSuccess(backend, Math.round(performance.now() - begins)) };
  } finally {
    await fanOut.shutdown(CLOSING_SECONDS);
    clearInterval(alive);
  }
}

async function notStarted(
  backend: MetricsBackendPort,
  error: unknown,
  settings: readonly EffectiveSetting[],
): Promise<Diagnosis> {
  const isPortInUse = error instanceof BotMetricsError && error.code === 'port_in_use';
  return isPortInUse ? diagnosePort(backend.name, settings) : { ok: false, message: describeError(backend, error) };
}

function readDelivery(backend: MetricsBackendPort): CollectingBackend['features']['delivery'] | undefined {
  return 'features' in backend ? (backend as CollectingBackend).features.delivery : undefined;
}

function describeSuccess(backend: MetricsBackendPort, milliseconds: number): string {
  switch (readDelivery(backend)) {
    case 'acknowledged':
      return `the receiver confirmed the probe after ${milliseconds} ms`;
    case 'sent':
      return `the probe was sent; this protocol has no confirmation, so check the receiver for ${PROBE}`;
    default:
      return 'accepted the probe';
  }
}

/** The backend's own message, which contains the remedy, without the backend name that precedes it. */
function describeError({ name }: MetricsBackendPort, error: unknown): string {
  const message = errorText(error);
  return message.replace(`backend "${name}": `, '');
}
