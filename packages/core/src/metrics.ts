import { BotMetricsError } from './bot-metrics-error.ts';
import type { MetricDefinition, MetricType } from './definition/metric-definition.ts';
import type { Diagnostics } from './diagnostics/diagnostics.ts';
import { Forwarding } from './fan-out/forwarding.ts';
import { ReceivingBackend } from './fan-out/receiving-backend.ts';
import type {
  Counter,
  Gauge,
  Histogram,
  HistogramOptions,
  InstrumentOptions,
  Timer,
  UpDownCounter,
} from './instruments/instrument.ts';
import { type ObservableCallback, ObservableInstrument } from './instruments/observable-instrument.ts';
import { StoreCounter } from './instruments/store-counter.ts';
import { StoreGauge } from './instruments/store-gauge.ts';
import { HistogramTimer, StoreHistogram } from './instruments/store-histogram.ts';
import { StoreUpDownCounter } from './instruments/store-up-down-counter.ts';
import { bounded, type LabelSchema, type Labels, labelNames } from './labels/label-schema.ts';
import type { MetricsRecorder } from './ports/metrics-recorder.ts';
import type { Metric } from './snapshot/snapshot.ts';
import { MetricStore } from './store/metric-store.ts';
import { NO_LABELS } from './store/metrics/stored-metric.ts';
import { storeOf } from './store/store-owner.ts';
import type { Clock } from './time/clock.ts';

/** What all instruments of a facade share. */
export interface MetricsOptions {
  /** Goes before every name, as it stands: `shop.` makes `orders` `shop.orders`. */
  readonly prefix?: string;
  /** Labels that every record carries. */
  readonly labels?: Labels;
  /** Series budget of metrics that name none. @default 2000 */
  readonly limit?: number;
  /** For a recorder without a store of its own. @default the console */
  readonly diagnostics?: Diagnostics;
  /** For a recorder without a store of its own. @default the runtime's clock */
  readonly clock?: Clock;
}

/**
 * Makes instruments that record to one place: a fan-out, a single backend, or a mock with the three methods of
 * `MetricsRecorder`. The same definition twice is the same metric.
 *
 * Every method throws `BotMetricsError` (`invalid_definition`, `conflicting_definition`) for a definition that cannot be.
 */
export class Metrics {
  /** Where the instruments record to, as it was given. */
  readonly recorder: MetricsRecorder;
  /** The aggregate behind it; in front of a recorder that has none, an own one that passes every record on. */
  readonly store: MetricStore;
  readonly #options: MetricsOptions;
  readonly #instruments = new Map<string, { kind: string; instrument: object }>();

  constructor(backend: MetricsRecorder, options: MetricsOptions = {}) {
    this.recorder = backend;
    this.store = storeOf(backend) ?? storeInFrontOf(backend, options);
    this.#options = options;
  }

  counter<const S extends LabelSchema = readonly []>(name: string, options: InstrumentOptions<S> = {}): Counter<S> {
    return this.#instrument<Counter<S>>('counter', name, options, (metric, labels) =>
      metric.kind === 'sum' ? new StoreCounter(metric, labels) : undefined,
    );
  }

  upDownCounter<const S extends LabelSchema = readonly []>(
    name: string,
    options: InstrumentOptions<S> = {},
  ): UpDownCounter<S> {
    return this.#instrument<UpDownCounter<S>>('upDownCounter', name, options, (metric, labels) =>
      metric.kind === 'sum' ? new StoreUpDownCounter(metric, labels) : undefined,
    );
  }

  gauge<const S extends LabelSchema = readonly []>(name: string, options: InstrumentOptions<S> = {}): Gauge<S> {
    return this.#instrument<Gauge<S>>('gauge', name, options, (metric, labels) =>
      metric.kind === 'gauge' ? new StoreGauge(metric, labels) : undefined,
    );
  }

  histogram<const S extends LabelSchema = readonly []>(name: string, options: HistogramOptions<S> = {}): Histogram<S> {
    return this.#instrument<Histogram<S>>('histogram', name, options, (metric, labels) =>
      metric.kind === 'histogram' ? new StoreHistogram(metric, labels) : undefined,
    );
  }

  /** A histogram of durations in seconds. */
  timer<const S extends LabelSchema = readonly []>(name: string, options: HistogramOptions<S> = {}): Timer<S> {
    return this.#instrument<Timer<S>>('timer', name, { unit: 's', ...options }, (metric, labels) =>
      metric.kind === 'histogram'
        ? new HistogramTimer(new StoreHistogram(metric, labels), this.store.clock)
        : undefined,
    );
  }

  /** A counter whose totals are asked for when a backend reads. */
  observableCounter<const S extends LabelSchema = readonly []>(
    name: string,
    options: InstrumentOptions<S>,
    callback: ObservableCallback<S>,
  ): void {
    this.#observe('counter', name, options, callback);
  }

  /** An up-down counter whose totals are asked for when a backend reads. */
  observableUpDownCounter<const S extends LabelSchema = readonly []>(
    name: string,
    options: InstrumentOptions<S>,
    callback: ObservableCallback<S>,
  ): void {
    this.#observe('upDownCounter', name, options, callback);
  }

  /** A gauge whose values are asked for when a backend reads. */
  observableGauge<const S extends LabelSchema = readonly []>(
    name: string,
    options: InstrumentOptions<S>,
    callback: ObservableCallback<S>,
  ): void {
    this.#observe('gauge', name, options, callback);
  }

  /** Instruments with a further prefix and further labels. */
  child(options: { prefix?: string; labels?: Labels }): Metrics {
    const { prefix = '', labels = NO_LABELS } = this.#options;
    return new Metrics(this.recorder, {
      ...this.#options,
      prefix: prefix + (options.prefix ?? ''),
      labels: { ...labels, ...options.labels },
    });
  }

  /**
   * @param kind also the metric type, but for `timer`
   * @param make answers `undefined` where the metric is of another type, which `define` has refused before
   */
  #instrument<I extends object>(
    kind: MetricType | 'timer',
    name: string,
    options: HistogramOptions<LabelSchema>,
    make: (metric: Metric, constants: Labels) => object | undefined,
  ): I {
    const definition = this.#definition(kind === 'timer' ? 'histogram' : kind, name, options);
    const metric = this.store.define(definition);
    const known = this.#instruments.get(definition.name);
    if (known?.kind === kind) return known.instrument as I;
    const instrument = make(metric, this.#options.labels ?? NO_LABELS);
    if (instrument === undefined) {
      throw new BotMetricsError('conflicting_definition', `metric "${definition.name}" is a ${metric.definition.type}`);
    }
    this.#instruments.set(definition.name, { kind, instrument });
    return instrument as I;
  }

  #observe<S extends LabelSchema>(
    type: 'counter' | 'upDownCounter' | 'gauge',
    name: string,
    options: InstrumentOptions<S>,
    callback: ObservableCallback<S>,
  ): void {
    const metric = this.store.define(this.#definition(type, name, options));
    if (metric.kind === 'histogram') return;
    const observe = callback as ObservableCallback<LabelSchema>;
    this.store.observation.add(new ObservableInstrument(metric, this.#options.labels ?? NO_LABELS, observe));
  }

  #definition(type: MetricType, name: string, options: HistogramOptions<LabelSchema>): MetricDefinition {
    const { prefix = '', labels: constants = NO_LABELS, limit } = this.#options;
    return {
      ...(limit === undefined ? {} : { limit }),
      ...options,
      name: prefix + name,
      type,
      labels: withConstants(options.labels ?? [], Object.keys(constants)),
    };
  }
}

const anyValue = bounded(Number.MAX_SAFE_INTEGER);

function withConstants(schema: LabelSchema, constants: readonly string[]): LabelSchema {
  const added = constants.filter((name) => !labelNames(schema).includes(name));
  if (added.length === 0) return schema;
  if (Array.isArray(schema)) return [...schema, ...added];
  // Any value, as the constants of another child may differ.
  return { ...schema, ...Object.fromEntries(added.map((name) => [name, anyValue])) };
}

/** Everything that records to one recorder shares the store in front of it. */
const stores = new WeakMap<MetricsRecorder, MetricStore>();

function storeInFrontOf(recorder: MetricsRecorder, options: MetricsOptions): MetricStore {
  const known = stores.get(recorder);
  if (known !== undefined) return known;
  const store = new MetricStore(options);
  const receiver = new ReceivingBackend(recorder, store);
  store.sink = new Forwarding(receiver, store.views);
  store.onDefine((definition) => receiver.initializeMetric(definition));
  stores.set(recorder, store);
  return store;
}
