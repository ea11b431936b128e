import type { Diagnostics } from '@bot-metrics/core';
import { hasSeries, type Snapshot } from '@bot-metrics/core/backend';
import { Outage, type Outcome } from '@bot-metrics/core/delivery';
import type { Answer } from './delivery/intake.ts';
import { readOutcome } from './delivery/outcome.ts';
import type { DatadogSettings } from './options.ts';
import { identifySeries } from './tags.ts';

/** The part of the backend that `ChecksAndEvents` needs. */
export interface ChecksAndEventsContext {
  /** Begins each diagnostic. */
  readonly subject: string;
  readonly diagnostics: () => Diagnostics;
  /** Sends once. Never rejects. */
  readonly post: (route: 'checks' | 'events', body: string) => Promise<Answer>;
}

const messages = {
  began: 'announcement_failed',
  ended: 'announcement_recovered',
  message: 'service checks and events are accepted again',
} as const;
const nouns = { checks: 'service checks', events: 'an event' } as const;

/** Names of the status metric of `HealthCheckService`, in semantic and in classic naming. */
const statusNames: ReadonlySet<string> = new Set(['bot.health.check.status', 'health_check_status']);

/** Values of the API's `ServiceCheckStatus`. */
const OK = 0;
const CRITICAL = 2;

const MAX_KEY_CHARACTERS = 100;

/**
 * Sends service checks and the event of the start beside the metrics. They follow a delivered export, and their
 * failure does not affect it.
 */
export class ChecksAndEvents {
  readonly #settings: DatadogSettings;
  readonly #context: ChecksAndEventsContext;
  readonly #outage: Outage;
  #checks: readonly ServiceCheck[] = [];
  /** The event of the start, until it is accepted or permanently rejected. */
  #startEvent: string | undefined;
  #hasStarted = false;

  constructor(settings: DatadogSettings, context: ChecksAndEventsContext) {
    this.#settings = settings;
    this.#context = context;
    this.#outage = new Outage(context.subject, context.diagnostics, messages);
  }

  /** Reads checks and event while the snapshot is open. */
  prepare(snapshot: Snapshot, timestamp: number): void {
    const { health, deploys } = this.#settings;
    if (health) this.#checks = readServiceChecks(snapshot, this.#settings, timestamp);
    if (deploys && !this.#hasStarted) this.#startEvent = formatStartEvent(this.#settings, timestamp);
    this.#hasStarted = true;
  }

  /** Never rejects. Check results that were not accepted are not sent again: the next ones are newer. */
  async send(): Promise<void> {
    const checks = this.#checks;
    this.#checks = [];
    if (checks.length > 0) await this.#post('checks', JSON.stringify(checks));
    if (this.#startEvent === undefined) return;
    const outcome = await this.#post('events', this.#startEvent);
    if (outcome.delivered || outcome.retry === 'never') this.#startEvent = undefined;
  }

  async #post(route: 'checks' | 'events', body: string): Promise<Outcome> {
    const outcome = readOutcome(await this.#context.post(route, body), this.#settings.receiver);
    if (outcome.delivered) this.#outage.recovered();
    else {
      const { reason, remedy } = outcome;
      this.#outage.failed(
        `no export of ${nouns[route]} to ${this.#settings.url}: ${reason}; ${remedy}. Metrics are not affected`,
      );
    }
    return outcome;
  }
}

/** One result in the form of the API. */
interface ServiceCheck {
  readonly check: string;
  readonly host_name: string;
  readonly status: 0 | 2;
  readonly tags: readonly string[];
  readonly timestamp: number;
}

/**
 * Reads the results of the health checks that have run since the last export.
 * Source: https://docs.datadoghq.com/api/latest/service-checks/
 */
function readServiceChecks({ families }: Snapshot, settings: DatadogSettings, timestamp: number): ServiceCheck[] {
  const checks: ServiceCheck[] = [];
  for (const family of families) {
    if (family.kind !== 'gauge' || !statusNames.has(family.metric.definition.name)) continue;
    for (let slot = 0; slot < family.slots; slot++) {
      if (!hasSeries(family, slot, family.temporality)) continue;
      const { name, host, tags } = identifySeries(family.metric, slot, settings);
      const status = family.values[slot]! > 0 ? OK : CRITICAL;
      checks.push({ check: name, host_name: host, status, tags, timestamp });
    }
  }
  return checks;
}

/**
 * Formats the event of the start of this process as the body of a request. Datadog aggregates events of the same service, version and
 * environment, so that the first of them marks the deployment.
 * Source: https://docs.datadoghq.com/api/latest/events/#post-an-event (v1)
 */
function formatStartEvent({ unified, host, tags }: DatadogSettings, timestamp: number): string {
  const { service = 'a service', version = '', env } = unified;
  const where = [...(host === '' ? [] : [`on ${host}`]), ...(env === undefined ? [] : [`in ${env}`])];
  return JSON.stringify({
    title: `${service} ${version} started`,
    text: `${service} ${version} started ${where.join(' ')}`.trim(),
    alert_type: 'info',
    aggregation_key: `deploy ${service} ${version} ${env ?? ''}`.trim().slice(0, MAX_KEY_CHARACTERS),
    date_happened: timestamp,
    ...(host === '' ? {} : { host }),
    tags,
  });
}
