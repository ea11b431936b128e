import type { MetricDefinition } from '../definition/metric-definition.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { ReaderOptions, SnapshotReader } from '../snapshot/snapshot-reader.ts';
import type { Clock } from '../time/clock.ts';
import type { View } from '../views/view.ts';
import type { MetricsBackendPort } from './metrics-backend-port.ts';

/** What a backend supports. The conformance kit chooses its tests by it. */
export interface BackendFeatures {
  /** `cumulative`: totals since the start; `delta`: changes since the last acknowledged export. */
  readonly temporality: 'cumulative' | 'delta';
  /** What counts as delivered: confirmed by the receiver, handed to the kernel, or read by a scrape. */
  readonly delivery: 'acknowledged' | 'sent' | 'scraped';
  /** Whether the receiver keeps the distribution (buckets or samples) and not only its count. */
  readonly histograms: boolean;
}

/** How a backend starts to read a store. */
export interface AttachOptions {
  /**
   * The first records that are offered: all since the store began, those from now on, or those that the backend it replaces did
   * not deliver. @default as in `ReaderOptions`
   */
  readonly from?: 'beginning' | 'now' | 'former';
}

/** A store as a collecting backend needs it. */
export interface ReadableStore {
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  /** Opens the backend's reader. One of the same name and destination continues where the last one stopped. */
  openReader(options: ReaderOptions): SnapshotReader;
  /**
   * Calls `listener` for every metric, present and future; an exception refuses the definition. Returns the function that
   * stops it.
   */
  onDefine(listener: (definition: MetricDefinition) => void): () => void;
}

/** A backend that reads the aggregate when it is scraped or when its interval ends. It adds no cost to a record. */
export interface CollectingBackend extends MetricsBackendPort {
  readonly features: BackendFeatures;
  /** The backend's own view of a metric, applied after the views of the store. @default no change */
  viewOf?(definition: MetricDefinition): View | undefined;
  /** Reads `store` from now on. Returns the function that detaches the backend. */
  attach(store: ReadableStore, options?: AttachOptions): () => void;
}

/** Whether a backend reads the aggregate. Any other backend is called for each record. */
export function isCollectingBackend(backend: MetricsBackendPort): backend is CollectingBackend {
  return 'attach' in backend && typeof backend.attach === 'function';
}
