import { BotMetricsError } from '@bot-metrics/core';
import type { ResourceMetrics } from '@bot-metrics/otel';
import type { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import type { OtlpSettings } from './options.ts';

/** What is used of OpenTelemetry's exporters; alike in the 2.x and the 3.x line. */
export interface VendorExporter {
  export(metrics: ResourceMetrics, done: (result: { code: number; error?: Error }) => void): void;
  shutdown(): Promise<void>;
}

type VendorOptions = NonNullable<ConstructorParameters<typeof OTLPMetricExporter>[0]>;

const packages = {
  'http/protobuf': '@opentelemetry/exporter-metrics-otlp-proto',
  'http/json': '@opentelemetry/exporter-metrics-otlp-http',
} as const;

/**
 * Loads the exporter of the protocol, so that a process that sends no OTLP does not pay for it.
 * @param headers asked before each request, so that their values lie in no object that could be printed
 * @throws BotMetricsError `missing_package`
 */
export async function loadVendorExporter(
  settings: OtlpSettings,
  headers: () => Promise<Record<string, string>>,
): Promise<VendorExporter> {
  const options: VendorOptions = {
    url: settings.url,
    headers,
    timeoutMillis: settings.timeoutSeconds * 1000,
    // The values of an enum that the package does not export.
    compression: settings.compression as NonNullable<VendorOptions['compression']>,
  };
  try {
    const { OTLPMetricExporter } =
      settings.protocol === 'http/json'
        ? await import('@opentelemetry/exporter-metrics-otlp-http')
        : await import('@opentelemetry/exporter-metrics-otlp-proto');
    return withoutEnvironment(() => new OTLPMetricExporter(options));
  } catch (cause) {
    throw new BotMetricsError(
      'missing_package',
      `${packages[settings.protocol]} cannot be loaded; run: npm install ${packages[settings.protocol]} @opentelemetry/api`,
      { cause },
    );
  }
}

/** What OpenTelemetry's exporter would add by itself: a token in it is for one receiver, not for every backend. */
const headerVariables = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_METRICS_HEADERS'];

/** Makes an exporter that reads no headers from the environment. Nothing else runs meanwhile. */
function withoutEnvironment<T>(make: () => T): T {
  const hidden = headerVariables.map((name) => [name, process.env[name]] as const);
  for (const name of headerVariables) delete process.env[name];
  try {
    return make();
  } finally {
    for (const [name, value] of hidden) if (value !== undefined) process.env[name] = value;
  }
}
