/**
 * `semantic`: OpenTelemetry's conventions where there are any. `classic`: the names of the Python `PrometheusService` that
 * the SDK succeeds. `both`: each record under both, while dashboards move.
 */
export type Naming = 'semantic' | 'classic' | 'both';

/** Under which names a service records. */
export interface NamingOptions {
  /** @default 'semantic' */
  readonly naming?: Naming;
}

/** Makes what each chosen naming records through. */
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
