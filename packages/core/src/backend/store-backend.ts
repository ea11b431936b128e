import { BotMetricsError } from '../bot-metrics-error.ts';
import type { MetricDefinition } from '../definition/metric-definition.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { guardDiagnostics } from '../diagnostics/diagnostics.ts';
import type { Labels } from '../labels/label-schema.ts';
import type { AttachOptions, BackendFeatures, CollectingBackend } from '../ports/collecting-backend.ts';
import type { Account } from '../snapshot/account.ts';
import type { ExemplarSource } from '../store/columns/exemplar-columns.ts';
import type { StoreOwner } from '../store/metric-store.ts';
import { MetricStore } from '../store/metric-store.ts';
import type { StoreReader } from '../store/reading/store-reader.ts';
import type { Clock } from '../time/clock.ts';
import type { View } from '../views/view.ts';

/** Options that every backend takes. */
export interface BackendOptions {
  /** Unique in a fan-out. @default the backend's kind */
  readonly name?: string;
  /** @default that of the store */
  readonly diagnostics?: Diagnostics;
  /** @default that of the store */
  readonly clock?: Clock;
  /** For a backend without a fan-out: tells the spans that counters and histograms keep an exemplar of. @default none are kept */
  readonly exemplars?: ExemplarSource;
}

/**
 * What the collecting backends of this repository share: they read the store they are attached to, or, used without a
 * fan-out, a store of their own, which makes each of them a recorder that works alone.
 */
export abstract class StoreBackend implements CollectingBackend, StoreOwner {
  readonly name: string;
  abstract readonly features: BackendFeatures;
  readonly #options: BackendOptions;
  readonly #diagnostics: Diagnostics | undefined;
  #store: MetricStore | undefined;
  #reader: StoreReader | undefined;

  constructor(kind: string, options: BackendOptions) {
    this.name = options.name ?? kind;
    this.#options = options;
    this.#diagnostics = options.diagnostics && guardDiagnostics(options.diagnostics);
  }

  /** The store that is read: the fan-out's, or an own one made with its first use. */
  get store(): MetricStore {
    if (this.#store !== undefined) return this.#store;
    const store = new MetricStore(this.#options);
    this.attach(store);
    return store;
  }

  /** @throws BotMetricsError `already_attached`, or `conflicting_definition` for a metric that this backend cannot take */
  attach(store: MetricStore, options: AttachOptions = {}): () => void {
    if (this.#store !== undefined && this.#store !== store) {
      throw new BotMetricsError(
        'already_attached',
        `backend "${this.name}" has a store already; give it to one fan-out only, before anything is recorded through it`,
      );
    }
    this.#store = store;
    const stopChecking = this.#check(store);
    this.#openReader(options);
    return () => {
      stopChecking();
      this.#reader?.leave();
      this.#reader = undefined;
      this.#store = undefined;
    };
  }

  initializeMetric(definition: MetricDefinition): void {
    this.store.define(definition);
  }

  recordCounter(name: string, value = 1, labels: Labels = {}): void {
    this.store.recordCounter(name, value, labels);
  }

  setGauge(name: string, value: number, labels: Labels = {}): void {
    this.store.setGauge(name, value, labels);
  }

  recordHistogram(name: string, value: number, labels: Labels = {}): void {
    this.store.recordHistogram(name, value, labels);
  }

  /** What became of the records so far. */
  account(): Account {
    return this.reader.account();
  }

  /** What it makes of a metric by itself, after the views of the store; series that come under one label set are merged. */
  viewOf(_definition: MetricDefinition): View | undefined {
    return undefined;
  }

  abstract getMetricsOutput(): string | Promise<string>;
  abstract getContentType(): string;

  /** This backend's view of the store. */
  protected get reader(): StoreReader {
    return this.#reader ?? this.#openReader();
  }

  protected get diagnostics(): Diagnostics {
    return this.#diagnostics ?? this.store.diagnostics;
  }

  protected get clock(): Clock {
    return this.#options.clock ?? this.store.clock;
  }

  /** Where it sends to; its cursors belong to name and destination. */
  protected get destination(): string {
    return '';
  }

  /** How it wants observable counters, if its temporality is delta. */
  protected get observed(): 'cumulative' | 'delta' {
    return 'delta';
  }

  /** The layout that it wants for histograms that name no buckets. */
  protected get histograms(): 'explicit' | 'exponential' {
    return 'explicit';
  }

  /** Whether it lets go of the columns of a snapshot when it settles it, so that their memory is used again. */
  protected get recycles(): boolean {
    return false;
  }

  /** Throws for a definition that this backend cannot take, such as one whose translated name is taken. */
  protected checkDefinition(_definition: MetricDefinition): void {}

  #check(store: MetricStore): () => void {
    try {
      return store.onDefine((definition) => {
        const seen = store.views.of(definition, this.name, (one) => this.viewOf(one));
        if (seen !== undefined) this.checkDefinition(seen.definition);
      });
    } catch (error) {
      this.#store = undefined;
      throw error;
    }
  }

  #openReader(options: AttachOptions = {}): StoreReader {
    const { name, destination, histograms, observed, recycles } = this;
    const { temporality } = this.features;
    this.#reader = this.store.openReader({
      name,
      destination,
      temporality,
      observed,
      histograms,
      recycles,
      viewOf: (definition) => this.viewOf(definition),
      ...options,
    });
    return this.#reader;
  }
}
