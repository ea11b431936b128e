import type { Diagnostics } from '@bot-metrics/core';
import { type MetricFamily, MetricStore } from '@bot-metrics/core/backend';
import { WarnOnce } from '@bot-metrics/core/delivery';
import type { ClaimedNames } from '../names/claimed-names.ts';
import type { MeterReader } from './meter-reader.ts';
import { mirror } from './mirrored-metrics.ts';

/** Adds the metrics of other OpenTelemetry instrumentation of the process to the page. */
export class OpenTelemetryBridge {
  readonly #reader: MeterReader;
  readonly #warnings: WarnOnce;

  constructor(reader: MeterReader, diagnostics: () => Diagnostics) {
    this.#reader = reader;
    this.#warnings = new WarnOnce(diagnostics);
  }

  /** Never rejects: a metric that cannot be collected or exposed is omitted, with one diagnostic. */
  async families(names: ClaimedNames): Promise<MetricFamily[]> {
    try {
      const { resourceMetrics, errors } = await this.#reader.collect();
      for (const error of errors) this.#warn('some metrics could not be collected', String(error));
      const store = new MetricStore({ diagnostics: { report: () => {} } });
      const snapshot = mirror(resourceMetrics.scopeMetrics, store, (name, why) => this.#leftOut(name, why));
      snapshot.release();
      return snapshot.families.filter(({ metric: { definition } }) => {
        try {
          names.claim(definition, `OpenTelemetry metric "${definition.name}"`);
          return true;
        } catch (error) {
          this.#leftOut(definition.name, error instanceof Error ? error.message : String(error));
          return false;
        }
      });
    } catch (error) {
      this.#warn('its metrics could not be collected', error instanceof Error ? error.message : String(error));
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
