/** The OpenTelemetry instrumentation scope of the application's metrics. A test compares the version with the package's. */
export const instrumentationScope = { name: '@bot-metrics/core', version: '0.1.0' } as const;
