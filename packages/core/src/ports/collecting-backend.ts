import type { MetricDefinition } from '../definition/metric-definition.ts';
import type { MetricStore } from '../store/metric-store.ts';
import type { View } from '../views/view.ts';
import type { MetricsBackendPort } from './metrics-backend-port.ts';

/** What a backend can do; the conformance kit chooses its tests by it. */
export interface BackendFeatures {
  /** `cumulative`: totals since the start; `delta`: changes since the last acknowledged export. */
  readonly temporality: 'cumulative' | 'delta';
  /** What `delivered` means: confirmed by the receiver, handed to the kernel, or read by a scrape. */
  readonly delivery: 'acknowledged' | 'sent' | 'scraped';
  /** Whether the receiver keeps the distribution (buckets or samples) and not only its count. */
  readonly histograms: boolean;
}

/** How a backend begins to read a store. */
export interface AttachOptions {
  /**
   * Which records are offered to it: all since the store began, those from now on, or those that the one whose place it takes did
   * not deliver. @default as in `ReaderOptions`
   */
  readonly from?: 'beginning' | 'now' | 'former';
}

/** A backend that reads the aggregate when it is scraped or when its interval ends; adding one adds nothing to a record. */
export interface CollectingBackend extends MetricsBackendPort {
  readonly features: BackendFeatures;
  /** What it makes of a metric by itself, after the views of the store. @default nothing */
  viewOf?(definition: MetricDefinition): View | undefined;
  /** Reads `store` from now on. Returns the function that detaches it again. */
  attach(store: MetricStore, options?: AttachOptions): () => void;
}

/** Whether a backend reads the aggregate; the others are called for each record. */
export function isCollectingBackend(backend: MetricsBackendPort): backend is CollectingBackend {
  return 'attach' in backend && typeof backend.attach === 'function';
}
