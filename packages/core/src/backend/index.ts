export type { AttachOptions, BackendFeatures, CollectingBackend, ReadableStore } from '../ports/collecting-backend.ts';
export { isCollectingBackend } from '../ports/collecting-backend.ts';
export type { Account, DroppedRecords, DropReason } from '../snapshot/account.ts';
export type { GaugeView, HistogramView, Metric, SumView } from '../snapshot/metric.ts';
export { type PopulatedBucket, populatedBuckets } from '../snapshot/populated-buckets.ts';
export {
  type GaugeFamily,
  type HistogramFamily,
  hasSeries,
  type MetricFamily,
  type SeriesRange,
  type Snapshot,
  type SumFamily,
} from '../snapshot/snapshot.ts';
export type { ReaderOptions, SnapshotReader } from '../snapshot/snapshot-reader.ts';
export type { Exemplar } from '../store/columns/exemplar-columns.ts';
export type { ExponentialSeries } from '../store/columns/exponential-columns.ts';
export type { SeriesIncrement } from '../store/merge-series.ts';
export { MetricStore, type MetricStoreOptions } from '../store/metric-store.ts';
export type { StoreReader } from '../store/reading/store-reader.ts';
export { withinDeadline, withTimeout } from '../time/deadline.ts';
export { keepAlive } from '../time/keep-alive.ts';
export { matchesPattern } from '../views/view.ts';
export type { ViewOf } from '../views/views.ts';
export { type ExportStatus, PushBackend, type PushOptions, type PushSettings } from './push-backend.ts';
export { type BackendOptions, StoreBackend } from './store-backend.ts';
