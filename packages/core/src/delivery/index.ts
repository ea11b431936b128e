export { DeliveringBackend, type DeliverySettings } from '../backend/delivering-backend.ts';
export { Outage, type OutageMessages } from '../backend/outage.ts';
export { retryAfterSeconds } from '../backend/retry.ts';
export { WarnOnce } from '../diagnostics/warn-once.ts';
export { type Batch, wholeRanges } from './batches.ts';
export type { Delivered, ExportFailure, Outcome, PartialSuccess, UnsentRest } from './outcome.ts';
export { type HistogramSeries, type NumberSeries, type Series, seriesOf } from './series-of.ts';
