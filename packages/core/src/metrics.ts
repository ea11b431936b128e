import { BotMetricsError } from './bot-metrics-error.ts';
import type { MetricDefinition, MetricType } from './definition/metric-definition.ts';
import type { Diagnostics } from './diagnostics/diagnostics.ts';
import { ForwardingSink } from './fan-out/fan-out-entry.ts';
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
import { StoreCounter, StoreUpDownCounter } from './instruments/store-counter.ts';
import { StoreGauge } from './instruments/store-gauge.ts';
import { HistogramTimer, StoreHistogram } from './instruments/store-histogram.ts';
import { bounded, type LabelSchema, type Labels, labelNames } from './labels/label-schema.ts';
import { NO_LABELS } from './labels/record-labels.ts';
import type { MetricsRecorder } from './ports/metrics-backend-port.ts';
import { findStore, MetricStore } from './store/metric-store.ts';
import type { WritableMetric } from './store/metrics/create-metric.ts';
import type { Clock } from './time/clock.ts';

/** Settings that all instruments of a `Metrics` share. */
export interface MetricsOptions {
  /** Prepended to every name unchanged: with `shop.`, `orders` becomes `shop.orders`. @default none */
  readonly prefix?: string;
  /** Labels of every record. @default none */
  readonly labels?: Labels;
  /** The most series of a metric without a limit of its own. @default 2000 */
  readonly limit?: number;
  /** For a recorder without a store. @default the console */
  readonly diagnostics?: Diagnostics;
  /** For a recorder without a store. @default the runtime's clock */
  readonly clock?: Clock;
}

/**
 * Makes instruments that record to a fan-out, to a single backend, or to a mock with the three methods of `MetricsRecorder`.
 * The same definition twice is the same metric.
 *
 * Every method throws `BotMetricsError` for a definition that is invalid (`invalid_definition`) or differs from an earlier one
 * (`conflicting_definition`).
 */
export class Metrics {
  /** The recorder that was passed to the constructor. */
  readonly recorder: MetricsRecorder;
  /** The recorder's store; for a recorder without one, a store that forwards every record to it. */
  readonly store: MetricStore;
  readonly #options: MetricsOptions;
  readonly #instruments = new Map<string, { kind: string; instrument: object }>();

  constructor(backend: MetricsRecorder, options: MetricsOptions = {}) {
    this.recorder = backend;
    this.store = findStore(backend) ?? createForwardingStore(backend, options);
    this.#options = options;
  }

  /** A total that only increases, such as requests served. */
  counter<const S extends LabelSchema = readonly []>(name: string, options: InstrumentOptions<S> = {}): Counter<S> {
    return this.#instrument<Counter<S>>('counter', name, options, (metric, labels) =>
      metric.kind === 'sum' ? new StoreCounter(metric, labels) : undefined,
    );
  }

  /** A total that goes up and down, such as requests in flight. */
  upDownCounter<const S extends LabelSchema = readonly []>(
    name: string,
    options: InstrumentOptions<S> = {},
  ): UpDownCounter<S> {
    return this.#instrument<UpDownCounter<S>>('upDownCounter', name, options, (metric, labels) =>
      metric.kind === 'sum' ? new StoreUpDownCounter(metric, labels) : undefined,
    );
  }

  /** A current value, such as a queue depth. */
  gauge<const S extends LabelSchema = readonly []>(name: string, options: InstrumentOptions<S> = {}): Gauge<S> {
    return this.#instrument<Gauge<S>>('gauge', name, options, (metric, labels) =>
      metric.kind === 'gauge' ? new StoreGauge(metric, labels) : undefined,
    );
  }

  /** A distribution of observations, such as sizes in bytes. Buckets are for durations in seconds by default. */
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

  /** A counter whose callback reports the totals when a backend reads. */
  observableCounter<const S extends LabelSchema = readonly []>(
    name: string,
    options: InstrumentOptions<S>,
    callback: ObservableCallback<S>,
  ): void {
    this.#observe('counter', name, options, callback);
  }

  /** An up-down counter whose callback reports the totals when a backend reads. */
  observableUpDownCounter<const S extends LabelSchema = readonly []>(
    name: string,
    options: InstrumentOptions<S>,
    callback: ObservableCallback<S>,
  ): void {
    this.#observe('upDownCounter', name, options, callback);
  }

  /** A gauge whose callback reports the values when a backend reads. */
  observableGauge<const S extends LabelSchema = readonly []>(
    name: string,
    options: InstrumentOptions<S>,
    callback: ObservableCallback<S>,
  ): void {
    this.#observe('gauge', name, options, callback);
  }

  /** A `Metrics` over the same recorder with an additional prefix and additional labels. */
  child(options: { prefix?: string; labels?: Labels }): Metrics {
    const { prefix = '', labels = NO_LABELS } = this.#options;
    return new Metrics(this.recorder, {
      ...this.#options,
      prefix: prefix + (options.prefix ?? ''),
      labels: { ...labels, ...options.labels },
    });
  }

  /**
   * @param kind the metric type, or `timer` for a histogram
   * @param make returns `undefined` for a metric of another type, which `define` refuses before
   */
  #instrument<I extends object>(
    kind: MetricType | 'timer',
    name: string,
    options: HistogramOptions<LabelSchema>,
    make: (metric: WritableMetric, constants: Labels) => object | undefined,
  ): I {
    const definition = this.#createDefinition(kind === 'timer' ? 'histogram' : kind, name, options);
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
    const metric = this.store.define(this.#createDefinition(type, name, options));
    if (metric.kind === 'histogram') return;
    const observe = callback as ObservableCallback<LabelSchema>;
    this.store.observation.add(new ObservableInstrument(metric, this.#options.labels ?? NO_LABELS, observe));
  }

  #createDefinition(type: MetricType, name: string, options: HistogramOptions<LabelSchema>): MetricDefinition {
    const { prefix = '', labels: constants = NO_LABELS, limit } = this.#options;
    return {
      ...(limit === undefined ? {} : { limit }),
      ...options,
      name: prefix + name,
      type,
      labels: addConstants(options.labels ?? [], Object.keys(constants)),
    };
  }
}

const anyValue = bounded(Number.MAX_SAFE_INTEGER);

function addConstants(schema: LabelSchema, constants: readonly string[]): LabelSchema {
  const added = constants.filter((name) => !labelNames(schema).includes(name));
  if (added.length === 0) return schema;
  if (Array.isArray(schema)) return [...schema, ...added];
  // Any value, because the constants of another child may differ.
  return { ...schema, ...Object.fromEntries(added.map((name) => [name, anyValue])) };
}

/** By recorder: everything that records to it shares one store. */
const forwardingStores = new WeakMap<MetricsRecorder, MetricStore>();

function createForwardingStore(recorder: MetricsRecorder, options: MetricsOptions): MetricStore {
  const known = forwardingStores.get(recorder);
  if (known !== undefined) return known;
  const store = new MetricStore(options);
  const receiver = new ReceivingBackend(recorder, store);
  store.sink = new ForwardingSink(receiver, store.views);
  store.onDefine((definition) => receiver.initializeMetric(definition));
  forwardingStores.set(recorder, store);
  return store;
}

/** Returns a `Metrics` as it is, and makes one for a recorder. */
export function toMetrics(backend: MetricsRecorder | Metrics): Metrics {
  // Not `instanceof`: another copy of this package may have made it.
  return 'recorder' in backend && 'store' in backend ? backend : new Metrics(backend);
}
