import type { Gauge } from '../instruments/instrument.ts';
import type { Metrics } from '../metrics.ts';

/**
 * `semantic`: the names of OpenTelemetry's semantic conventions, where there are any. `classic`: the names of the Python
 * `PrometheusService` that the SDK replaces. `both`: each record under both names, while dashboards are migrated.
 */
export type Naming = 'semantic' | 'classic' | 'both';

/** The names under which a service records. */
export interface NamingOptions {
  /** @default 'semantic' */
  readonly naming?: Naming;
}

/** Makes one recorder for each chosen naming. */
export function forNamings<T>(
  naming: Naming = 'semantic',
  make: { semantic: () => T; classic: () => T },
): readonly T[] {
  switch (naming) {
    case 'semantic':
      return [make.semantic()];
    case 'classic':
      return [make.classic()];
    case 'both':
      return [make.semantic(), make.classic()];
  }
}

/** A gauge's name and unit, and the factor that converts a value to that unit. */
export interface GaugeName {
  readonly name: string;
  readonly unit?: string;
  /** @default 1 */
  readonly scale?: number;
}

/** The semantic name, the classic one, or both. Classic names have no unit. */
export function selectNames(naming: Naming | undefined, semantic: GaugeName, classic: string): readonly GaugeName[] {
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
    // The gauge refuses anything but a number; multiplying a BigInt would throw.
    for (const { gauge, scale } of this.#gauges) gauge.set(typeof value === 'number' ? value * scale : value);
  }

  /** Removes the series: the value is unknown. */
  clear(): void {
    for (const { gauge } of this.#gauges) gauge.clear();
  }
}
