import { setImmediate } from 'node:timers/promises';
import {
  type BackendFeatures,
  BotMetricsError,
  type Family,
  type MetricDefinition,
  PushBackend,
  type SeriesRange,
  type Snapshot,
  type View,
} from '@bot-metrics/core';
import { Delivery, type ExportFailure, type Outcome } from '@bot-metrics/core/delivery';
import { viewOfDimensions } from './dimension-rules.ts';
import { EmfRoute } from './emf/emf-route.ts';
import { pointsOf, type Refuse } from './encoding/points.ts';
import { type CloudWatchMetricsBackendOptions, type CloudWatchSettings, resolveSettings } from './options.ts';
import { PutRoute } from './put/put-route.ts';
import type { Route } from './route.ts';

/**
 * Sends what changed to Amazon CloudWatch at an interval: by PutMetricData, or with `mode: 'emf'` as Embedded Metric Format to
 * standard output or to the CloudWatch agent.
 *
 * PutMetricData confirms every request, and what it did not confirm is sent again (`Account.ambiguous` where that may be
 * twice). Of Embedded Metric Format delivered means that the kernel took it.
 *
 * Throws `invalid_configuration`, listing every problem, when it is made.
 */
export class CloudWatchMetricsBackend extends PushBackend {
  readonly features: BackendFeatures;
  readonly #settings: CloudWatchSettings;
  readonly #exporter: Exporter;
  readonly #told = new Set<string>();

  constructor(options: CloudWatchMetricsBackendOptions = {}) {
    const settings = resolveSettings(options);
    super('cloudwatch', options, { ...settings, deadlineSeconds: settings.timeoutSeconds });
    this.#settings = settings;
    const refuse = (snapshot: Snapshot, family: Family, slot: number, why: string) =>
      this.#refuse(snapshot, family, slot, why);
    this.#exporter =
      settings.mode === 'put' ? exporterOf(new PutRoute(settings), refuse) : exporterOf(new EmfRoute(settings), refuse);
    this.features = { temporality: 'delta', delivery: this.#exporter.delivery, histograms: true };
  }

  /** What an export would send now: the input of PutMetricData, or documents of Embedded Metric Format, one a line. */
  async getMetricsOutput(): Promise<string> {
    const snapshot = await this.reader.collect();
    const shown = this.#exporter.show(snapshot);
    snapshot.release();
    return shown;
  }

  getContentType(): string {
    return this.#settings.mode === 'put' ? 'application/json' : 'application/x-ndjson';
  }

  protected override get recycles(): boolean {
    return true;
  }

  protected override get destination(): string {
    return this.#exporter.destination;
  }

  protected override get histograms(): 'explicit' | 'exponential' {
    return this.#settings.histograms;
  }

  override viewOf(definition: MetricDefinition): View | undefined {
    return viewOfDimensions(this.#settings.dimensions, definition);
  }

  protected override load(): Promise<unknown> {
    return this.#exporter.load();
  }

  protected override close(): void {
    this.#exporter.close();
  }

  protected override async exportOnce(): Promise<void> {
    await this.load();
    const failure = (await this.#exporter.repeatHeld()) ?? (await this.#exporter.deliver(await this.reader.collect()));
    if (this.ended) this.#exporter.close();
    if (failure !== undefined) throw this.#failed(failure);
    // An export without a series says nothing about the receiver.
    if (this.#exporter.takesHeard()) this.outage.worked();
  }

  #failed({ reason, remedy, next }: ExportFailure): BotMetricsError {
    const consequence = next === 'drop' ? 'The batch is dropped' : 'Records stay pending and are sent again';
    const message = `no export to ${this.destination}: ${reason}; ${remedy}. ${consequence}`;
    this.outage.failed(message);
    return new BotMetricsError('export_failed', `backend "${this.name}": ${message}`);
  }

  /** One series that CloudWatch would refuse must not cost the rest of its request. */
  #refuse(snapshot: Snapshot, family: Family, slot: number, why: string): void {
    snapshot.dropSeries(family, slot, 'refused');
    const metric = family.metric.definition.name;
    if (this.#told.has(metric)) return;
    this.#told.add(metric);
    this.diagnostics.report({
      code: 'series_refused',
      message: `backend "${this.name}": a series of metric "${metric}" ${why}; it is dropped`,
      severity: 'warn',
    });
  }
}

type RefuseSeries = (snapshot: Snapshot, family: Family, slot: number, why: string) => void;

/** A route with its delivery, whatever its requests are. */
type Exporter = ReturnType<typeof exporterOf>;

function exporterOf<Request>(route: Route<Request>, refuse: RefuseSeries) {
  let isHeard = false;
  const encode = ({ seconds }: Snapshot, ranges: readonly SeriesRange[], refused: Refuse): Request =>
    route.encode(
      pointsOf(ranges, route.mostValues, (point) => route.objection(point), refused),
      seconds,
    );
  const delivery = new Delivery<Request>({
    temporality: 'delta',
    mostWeight: route.mostWeight,
    weightOf: (family) => route.weightOf(family),
    async encode(snapshot: Snapshot, ranges: readonly SeriesRange[]) {
      // Between two batches the event loop gets its turn.
      await setImmediate();
      return encode(snapshot, ranges, (family, slot, why) => refuse(snapshot, family, slot, why));
    },
    fits: (request) => route.fits(request),
    async send(request): Promise<Outcome> {
      if (route.isEmpty(request)) return { delivered: true, ambiguous: false };
      const outcome = await route.send(request);
      isHeard ||= outcome.delivered;
      return outcome;
    },
  });
  return {
    destination: route.destination,
    delivery: route.delivery,
    load: () => route.load(),
    /** Whether something was delivered since the last time that this was asked. */
    takesHeard(): boolean {
      const was = isHeard;
      isHeard = false;
      return was;
    },
    repeatHeld: () => delivery.repeatHeld(),
    deliver: (snapshot: Snapshot) => delivery.deliver(snapshot),
    show(snapshot: Snapshot) {
      const ranges = snapshot.families.map((family) => ({ family, from: 0, to: family.slots }));
      return route.show(encode(snapshot, ranges, () => {}));
    },
    close() {
      route.close();
      delivery.close();
    },
  };
}
