import { type Diagnostics, type Family, MetricStore } from '@bot-metrics/core';
import type { ExposedNames } from '../exposed-names.ts';
import type { MeterReader } from './meter-reader.ts';
import { mirror } from './mirrored-metrics.ts';

/** Puts what other OpenTelemetry instrumentation of the process records on the page. */
export class OpenTelemetryBridge {
  readonly #reader: MeterReader;
  readonly #diagnostics: () => Diagnostics;
  readonly #told = new Set<string>();

  constructor(reader: MeterReader, diagnostics: () => Diagnostics) {
    this.#reader = reader;
    this.#diagnostics = diagnostics;
  }

  /** Never rejects: what cannot be collected, or has no place on the page, is left out with one diagnostic. */
  async families(names: ExposedNames): Promise<Family[]> {
    try {
      const { resourceMetrics, errors } = await this.#reader.collect();
      for (const error of errors) this.#tell('some metrics could not be collected', String(error));
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
      this.#tell('its metrics could not be collected', error instanceof Error ? error.message : String(error));
      return [];
    }
  }

  #leftOut(name: string, why: string): void {
    this.#tell(`metric "${name}" is not on the page`, why);
  }

  #tell(what: string, why: string): void {
    if (this.#told.has(what)) return;
    this.#told.add(what);
    const message = `OpenTelemetry: ${what}: ${why}`;
    this.#diagnostics().report({ code: 'bridge_failed', message, severity: 'warn' });
  }
}
