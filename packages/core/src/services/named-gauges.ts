import type { Gauge } from '../instruments/instrument.ts';
import type { Metrics } from '../metrics.ts';
import { forNamings, type Naming } from './naming.ts';

/** A gauge's name, its unit, and what a value is multiplied by to be in that unit. */
export interface GaugeName {
  readonly name: string;
  readonly unit?: string;
  /** @default 1 */
  readonly scale?: number;
}

/** The semantic name, the classic one, or both. Classic names carry no unit. */
export function namesFor(naming: Naming | undefined, semantic: GaugeName, classic: string): readonly GaugeName[] {
  return forNamings<GaugeName>(naming, { semantic: () => semantic, classic: () => ({ name: classic }) });
}

/** One value under each chosen name. */
export class NamedGauges {
  readonly #gauges: readonly { gauge: Gauge; scale: number }[];

  constructor(metrics: Metrics, names: readonly GaugeName[], description: string) {
    this.#gauges = names.map(({ name, scale = 1, ...unit }) => ({
      gauge: metrics.gauge(name, { description, ...unit }),
      scale,
    }));
  }

  set(value: number): void {
    // What is no number is for the gauge to refuse: multiplying a BigInt would throw.
    for (const { gauge, scale } of this.#gauges) gauge.set(typeof value === 'number' ? value * scale : value);
  }

  /** The value is not known any more: its series disappears. */
  clear(): void {
    for (const { gauge } of this.#gauges) gauge.clear();
  }
}
