import { type Diagnostics, errorText, systemScheduler } from '@bot-metrics/core';
import { type MetricFamily, MetricStore, withTimeout } from '@bot-metrics/core/backend';
import { WarnOnce } from '@bot-metrics/core/delivery';
import type { ClaimedNames } from '../names/claimed-names.ts';
import type { MeterReader } from './meter-reader.ts';
import { mirror } from './mirrored-metrics.ts';

/** The most that the reader may take, and its part of the time of a scrape, as for callbacks of the store. */
const MAX_SECONDS = 5;
const SHARE = 0.5;
/** The part of its time that the reader gives to each callback, so that the others are still on the page when one of them is late. */
const CALLBACK_SHARE = 0.8;

/** Adds the metrics of other OpenTelemetry instrumentation of the process to the page. */
export class OpenTelemetryBridge {
  readonly #reader: MeterReader;
  readonly #warnings: WarnOnce;

  constructor(reader: MeterReader, diagnostics: () => Diagnostics) {
    this.#reader = reader;
    this.#warnings = new WarnOnce(diagnostics);
  }

  /**
   * Never rejects, and takes at most half of `timeoutSeconds`, and 5 seconds: a metric that cannot be collected in time or exposed is
   * omitted, with one diagnostic. It is asked again for the next page.
   */
  async families(names: ClaimedNames, timeoutSeconds: number): Promise<MetricFamily[]> {
    const seconds = Math.min(MAX_SECONDS, timeoutSeconds * SHARE);
    const timeoutMillis = Math.ceil(seconds * CALLBACK_SHARE * 1000);
    try {
      const { resourceMetrics, errors } = await withTimeout(seconds, systemScheduler, async () =>
        this.#reader.collect({ timeoutMillis }),
      );
      for (const error of errors) this.#warn('some metrics could not be collected', String(error));
      const store = new MetricStore({ diagnostics: { report: () => {} } });
      const snapshot = mirror(resourceMetrics.scopeMetrics, store, (name, why) => this.#leftOut(name, why));
      snapshot.release();
      return snapshot.families.filter(({ metric: { definition } }) => {
        try {
          names.claim(definition, `OpenTelemetry metric "${definition.name}"`);
          return true;
        } catch (error) {
          this.#leftOut(definition.name, errorText(error));
          return false;
        }
      });
    } catch (error) {
      this.#warn('its metrics could not be collected', errorText(error));
      return [];
    }
  }

  #leftOut(name: string, why: string): void {
    this.#warn(`metric "${name}" is not on the page`, why);
  }

  #warn(what: string, why: string): void {
    this.#warnings.warn('bridge_failed', what, `OpenTelemetry: ${what}: ${why}`);
  }
}
