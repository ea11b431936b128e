export { bodyText, type ReceivedBody, readBody } from '../backend/answer-body.ts';
export { type DescribedAnswer, describeAnswer, reasonIn } from '../backend/answer-reason.ts';
export { isAcknowledgement, isGenericType, mediaType } from '../backend/answer-type.ts';
export { type Batch, wholeRanges } from '../backend/batches.ts';
export {
  type ConnectionFailure,
  readConnectionFailure,
  suggestForConnection,
} from '../backend/connection-failure.ts';
export { DeliveringBackend, type DeliverySettings } from '../backend/delivering-backend.ts';
export { excerpt } from '../backend/excerpt.ts';
export { Outage, type OutageMessages } from '../backend/outage.ts';
export type { Delivered, ExportFailure, Outcome, PartialSuccess, UnsentRest } from '../backend/outcome.ts';
export { retryAfterSeconds } from '../backend/retry.ts';
export { type HistogramSeries, type NumberSeries, type Series, seriesOf } from '../backend/series-of.ts';
export { WarnOnce } from '../diagnostics/warn-once.ts';
