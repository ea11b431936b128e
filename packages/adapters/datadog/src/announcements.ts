import type { Diagnostics } from '@bot-metrics/core';
import type { Snapshot } from '@bot-metrics/core/backend';
import { Outage, type Outcome } from '@bot-metrics/core/delivery';
import type { Answer } from './delivery/intake.ts';
import { outcomeOf } from './delivery/outcome.ts';
import { deployEvent } from './deploy-event.ts';
import { type ServiceCheck, serviceChecks } from './health-checks.ts';
import type { DatadogSettings } from './options.ts';

/** What announcements need of their backend. */
export interface AnnouncementContext {
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

/**
 * Sends service checks and the event of the start beside the metrics. They follow an export that was delivered, and their
 * failure does not affect it.
 */
export class Announcements {
  readonly #settings: DatadogSettings;
  readonly #context: AnnouncementContext;
  readonly #outage: Outage;
  #checks: readonly ServiceCheck[] = [];
  /** Until it was accepted, or refused for good. */
  #deploy: string | undefined;
  #hasStarted = false;

  constructor(settings: DatadogSettings, context: AnnouncementContext) {
    this.#settings = settings;
    this.#context = context;
    this.#outage = new Outage(context.subject, context.diagnostics, messages);
  }

  /** Reads what there is to announce while the snapshot is open. */
  prepare(snapshot: Snapshot, timestamp: number): void {
    const { health, deploys } = this.#settings;
    if (health) this.#checks = serviceChecks(snapshot, this.#settings, timestamp);
    if (deploys && !this.#hasStarted) this.#deploy = deployEvent(this.#settings, timestamp);
    this.#hasStarted = true;
  }

  /** Never rejects. Check results that were not accepted are not sent again: the next ones are newer. */
  async send(): Promise<void> {
    const checks = this.#checks;
    this.#checks = [];
    if (checks.length > 0) await this.#post('checks', JSON.stringify(checks));
    if (this.#deploy === undefined) return;
    const outcome = await this.#post('events', this.#deploy);
    if (outcome.delivered || outcome.retry === 'never') this.#deploy = undefined;
  }

  async #post(route: 'checks' | 'events', body: string): Promise<Outcome> {
    const outcome = outcomeOf(await this.#context.post(route, body));
    if (outcome.delivered) this.#outage.recovered();
    else {
      const { reason, remedy } = outcome;
      this.#outage.failed(`could not send ${nouns[route]}: ${reason}; ${remedy}. Metrics are not affected`);
    }
    return outcome;
  }
}
