import type { MetricDefinition, View } from '@bot-metrics/core';
import type { BackendFeatures, MetricFamily, SeriesRange, Snapshot } from '@bot-metrics/core/backend';
import { type Batch, DeliveringBackend, type Outcome, wholeRanges } from '@bot-metrics/core/delivery';
import { createDimensionView } from './dimensions.ts';
import { EmfRoute } from './emf/emf-route.ts';
import { convertSeries, type Point, type Refuse } from './encoding/points.ts';
import { type CloudWatchMetricsBackendOptions, type CloudWatchSettings, resolveSettings } from './options.ts';
import { type PutRequest, PutRoute } from './put/put-route.ts';
import type { Route } from './route.ts';

/** A request of PutMetricData, or lines of Embedded Metric Format. A backend has one route, which receives only its own requests. */
type CloudWatchRequest = PutRequest | readonly string[];

/**
 * Sends changes to Amazon CloudWatch at an interval: by PutMetricData, or with `mode: 'emf'` as Embedded Metric Format to standard
 * output or to the CloudWatch agent.
 *
 * PutMetricData confirms every request, and unconfirmed ones are sent again (`Account.ambiguous` counts records that may be stored
 * twice). With Embedded Metric Format, delivered means that the kernel accepted the lines.
 *
 * The constructor throws `invalid_configuration`, listing every problem.
 */
export class CloudWatchMetricsBackend extends DeliveringBackend<CloudWatchRequest> {
  readonly features: BackendFeatures;
  readonly #settings: CloudWatchSettings;
  readonly #route: Route<CloudWatchRequest>;

  constructor(options: CloudWatchMetricsBackendOptions = {}) {
    const settings = resolveSettings(options);
    super('cloudwatch', options, settings);
    this.#settings = settings;
    this.#route = settings.mode === 'put' ? new PutRoute(settings) : new EmfRoute(settings);
    this.features = { temporality: 'delta', delivery: this.#route.delivery, histograms: true };
  }

  getContentType(): string {
    return this.#settings.mode === 'put' ? 'application/json' : 'application/x-ndjson';
  }

  override viewOf(definition: MetricDefinition): View | undefined {
    return createDimensionView(this.#settings.dimensions, definition);
  }

  protected override get destination(): string {
    return this.#route.destination;
  }

  protected override get histograms(): 'explicit' | 'exponential' {
    return this.#settings.histograms;
  }

  protected override get maxBatchWeight(): number {
    return this.#route.maxWeight;
  }

  protected override weightOf(family: MetricFamily): number {
    return this.#route.weightOf(family);
  }

  protected override load(): Promise<unknown> {
    return this.#route.load();
  }

  protected override disconnect(): void {
    this.#route.close();
  }

  protected override encode(snapshot: Snapshot, { ranges }: Batch): CloudWatchRequest | undefined {
    const points = this.#convert(ranges, (family, slot, problem) =>
      this.dropSeries(snapshot, family, slot, 'refused', problem),
    );
    return points.length === 0 ? undefined : this.#route.encode(points, snapshot.seconds);
  }

  protected override fits(request: CloudWatchRequest): boolean {
    return this.#route.fits(request);
  }

  protected override send(request: CloudWatchRequest, signal: AbortSignal): Promise<Outcome<CloudWatchRequest>> {
    return this.#route.send(request, signal);
  }

  /** The input of PutMetricData, or documents of Embedded Metric Format, one per line. */
  protected override show({ families, seconds }: Snapshot): string {
    const points = this.#convert(wholeRanges(families), () => {});
    return this.#route.show(this.#route.encode(points, seconds));
  }

  #convert(ranges: readonly SeriesRange[], refuse: Refuse): Point[] {
    return convertSeries(ranges, this.#route.maxValues, (point) => this.#route.findProblem(point), refuse);
  }
}
