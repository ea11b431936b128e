import { type BackendOptions, StoreBackend } from '../src/backend/store-backend.ts';
import type { MetricDefinition } from '../src/definition/metric-definition.ts';
import type { BackendFeatures } from '../src/ports/collecting-backend.ts';
import { type Series, seriesIn } from './series-of.ts';

/** The smallest collecting backend: delivers a metric when the test says so. */
export class ReadingBackend extends StoreBackend {
  readonly features: BackendFeatures;
  /** Definitions of this name are refused. */
  refused: string | undefined;

  constructor(options: BackendOptions & { temporality?: 'cumulative' | 'delta' } = {}) {
    super('reading', options);
    this.features = {
      temporality: options.temporality ?? 'cumulative',
      delivery: 'acknowledged',
      histograms: true,
    };
  }

  /** What the receiver is sent of one metric, acknowledged at once. */
  deliver(name: string): Series {
    const snapshot = this.reader.snapshot();
    const series = seriesIn(snapshot, name, this.features.temporality);
    snapshot.acknowledge();
    return series;
  }

  getMetricsOutput(): string {
    return `output of ${this.name}`;
  }

  getContentType(): string {
    return 'text/reading';
  }

  protected override checkDefinition({ name }: MetricDefinition): void {
    if (name === this.refused) throw new Error(`${this.name} cannot take ${name}`);
  }
}
