import { BotMetricsError } from '@bot-metrics/core';
import type { ResourceMetrics } from '@bot-metrics/otel';
import { Attempts } from './attempts.ts';
import { type ExportFailure, failureOf } from './export-failure.ts';
import type { OtlpSettings } from './options.ts';
import { loadVendorExporter, type VendorExporter } from './vendor-exporter.ts';

/** How an export ended; `ambiguous` if it was delivered, but may have been stored before by a request without an answer. */
export type ExportOutcome = { readonly delivered: true; readonly ambiguous: boolean } | ExportFailure;

/** `ExportResultCode.SUCCESS` of @opentelemetry/core. */
const SUCCESS = 0;

/** OpenTelemetry's exporter, with a limit that holds and an outcome that can be acted on. */
export class Exporter {
  readonly #settings: OtlpSettings;
  #vendor: Promise<VendorExporter> | undefined;
  #attempts: Attempts | undefined;
  #closed = false;

  constructor(settings: OtlpSettings) {
    this.#settings = settings;
  }

  /** @throws BotMetricsError `missing_package` */
  load(): Promise<unknown> {
    this.#vendor ??= loadVendorExporter(this.#settings, async () => this.#headers());
    return this.#vendor;
  }

  /** Sends one batch, within the timeout. Rejects with `missing_package` only: all else is an outcome. */
  async export(metrics: ResourceMetrics): Promise<ExportOutcome> {
    await this.load();
    const vendor = await this.#vendor!;
    const attempts = new Attempts();
    this.#attempts = attempts;
    const error = await this.#exportWithin(vendor, attempts, metrics);
    attempts.stop();
    return error === undefined ? { delivered: true, ambiguous: attempts.isInDoubt() } : failureOf(error, attempts);
  }

  /** Cuts what is in flight; nothing is sent afterwards. */
  close(): void {
    this.#closed = true;
    this.#attempts?.abort();
    this.#vendor?.then((vendor) => vendor.shutdown()).catch(() => {});
  }

  /** The error of an export, `undefined` for success. */
  #exportWithin(vendor: VendorExporter, attempts: Attempts, metrics: ResourceMetrics): Promise<Error | undefined> {
    const { scheduler, timeoutSeconds } = this.#settings;
    return new Promise((resolve) => {
      // The exporter's own limit is for an idle connection: a receiver that answers drop by drop would outlast it.
      const cancel = scheduler.after(timeoutSeconds, () => {
        attempts.abort();
        resolve(new Error(`no complete answer within ${timeoutSeconds} s`));
      });
      const end = (error?: Error): void => {
        cancel();
        resolve(error);
      };
      try {
        attempts.watch(() =>
          vendor.export(metrics, ({ code, error }) =>
            code === SUCCESS ? end() : end(error ?? new Error('the exporter gave no reason')),
          ),
        );
      } catch (error) {
        end(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  #headers(): Record<string, string> {
    // Ends the exporter's retries, too.
    if (this.#closed) throw new BotMetricsError('closed', 'the backend was shut down');
    return { ...this.#settings.headers };
  }
}
