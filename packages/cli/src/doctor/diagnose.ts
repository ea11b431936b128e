import {
  BotMetricsError,
  type CollectingBackend,
  type MetricsBackendPort,
  MultiMetricsBackend,
} from '@bot-metrics/core';
import type { EffectiveSetting } from '@bot-metrics/sdk/config';
import { diagnosePage, diagnosePort } from './diagnose-page.ts';

/** For the probe with its retries. */
const DEADLINE_SECONDS = 10;
/** For taking down what was started for the probe. */
const CLOSING_SECONDS = 1;

/** What the probe arrives as; a receiver keeps it, so that it can be looked for there. */
const PROBE = 'bot_metrics.probe';

/** How a backend took the probe. */
export interface Diagnosis {
  readonly ok: boolean;
  /** What came back; of a failure, with the remedy. Never a secret. */
  readonly message: string;
}

/** Starts the backend for a moment, records one probe through it, and has it delivered. Never rejects. */
export async function diagnose(backend: MetricsBackendPort, settings: readonly EffectiveSetting[]): Promise<Diagnosis> {
  // Backends keep no process alive; this one has nothing else to do until the answer is there.
  const alive = setInterval(() => {}, 1000);
  const fanOut = new MultiMetricsBackend([backend], { diagnostics: { report: () => {} } });
  try {
    const begins = performance.now();
    fanOut.initializeMetric({ name: PROBE, type: 'counter', description: 'Probes of bot-metrics doctor.' });
    fanOut.recordCounter(PROBE, 1);
    const { [backend.name]: started } = await fanOut.start();
    if (started?.ok === false) return await notStarted(backend, started.error, settings);
    if (deliveryOf(backend) === 'scraped') return await diagnosePage(backend);
    const { [backend.name]: flushed } = await fanOut.flush(DEADLINE_SECONDS);
    if (flushed?.ok === false) return { ok: false, message: messageOf(backend, flushed.error) };
    return { ok: true, message: successOf(backend, Math.round(performance.now() - begins)) };
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
  return isPortInUse ? diagnosePort(backend.name, settings) : { ok: false, message: messageOf(backend, error) };
}

function deliveryOf(backend: MetricsBackendPort): CollectingBackend['features']['delivery'] | undefined {
  return 'features' in backend ? (backend as CollectingBackend).features.delivery : undefined;
}

function successOf(backend: MetricsBackendPort, milliseconds: number): string {
  switch (deliveryOf(backend)) {
    case 'acknowledged':
      return `the receiver confirmed the probe after ${milliseconds} ms`;
    case 'sent':
      return `the probe was sent; nothing comes back by this protocol, so look for ${PROBE} at the receiver`;
    default:
      return 'took the probe';
  }
}

/** The backend's own words, which hold the remedy. Its name stands before them already. */
function messageOf({ name }: MetricsBackendPort, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(`backend "${name}": `, '');
}
