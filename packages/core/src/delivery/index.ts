export { Delivery, type DeliveryOptions } from './delivery.ts';
export type { Delivered, ExportFailure, Outcome, PartialSuccess } from './outcome.ts';
