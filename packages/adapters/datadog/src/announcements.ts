import type { Outage, Snapshot } from '@bot-metrics/core';
import type { Outcome } from '@bot-metrics/core/delivery';
import type { Intake } from './delivery/intake.ts';
import { outcomeOf } from './delivery/outcome.ts';
import { deployEvent } from './deploy-event.ts';
import { type ServiceCheck, serviceChecks } from './health-checks.ts';
import type { DatadogSettings } from './options.ts';

/** What Datadog is told beside metrics, once these have been taken, and at no cost to them: service checks, and the event of the start. */
export class Announcements {
  readonly #settings: DatadogSettings;
  readonly #intake: Intake;
  readonly #trouble: Outage;
  #checks: readonly ServiceCheck[] = [];
  /** Until it was taken, or refused for good. */
  #deploy: string | undefined;
  #hasStarted = false;

  constructor(settings: DatadogSettings, intake: Intake, trouble: Outage) {
    this.#settings = settings;
    this.#intake = intake;
    this.#trouble = trouble;
  }

  /** Notes what there is to tell, while the snapshot is open. */
  prepare(snapshot: Snapshot, timestamp: number): void {
    const { health, deploys } = this.#settings;
    if (health) this.#checks = serviceChecks(snapshot, this.#settings, timestamp);
    if (deploys && !this.#hasStarted) this.#deploy = deployEvent(this.#settings, timestamp);
    this.#hasStarted = true;
  }

  /** Never rejects. Results that are not taken are not sent again: the next ones are newer. */
  async send(): Promise<void> {
    const checks = this.#checks;
    this.#checks = [];
    if (checks.length > 0) await this.#post('checks', JSON.stringify(checks));
    if (this.#deploy === undefined) return;
    const outcome = await this.#post('events', this.#deploy);
    if (outcome.delivered || outcome.next === 'drop') this.#deploy = undefined;
  }

  async #post(route: 'checks' | 'events', body: string): Promise<Outcome> {
    const outcome = outcomeOf(await this.#intake.post(route, body));
    if (outcome.delivered) this.#trouble.worked();
    else
      this.#trouble.failed(`${what[route]} not taken: ${outcome.reason}; ${outcome.remedy}. Metrics are not affected`);
    return outcome;
  }
}

const what = { checks: 'service checks are', events: 'an event is' } as const;
