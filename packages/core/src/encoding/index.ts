export { startOf } from '../store/metrics/series-start.ts';
export { nextTurn, TimeSlice, yieldPeriodically } from '../time/yield-periodically.ts';
export { ByteWriter } from './byte-writer.ts';
export { instrumentationScope } from './instrumentation-scope.ts';
export { hasPoint, startSecondsOf } from './point-facts.ts';
export { overwriteVarint, ProtobufWriter, varintBytes } from './protobuf-writer.ts';
export { SeriesBytes } from './series-bytes.ts';
export { SeriesCache } from './series-cache.ts';
