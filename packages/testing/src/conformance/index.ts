export { type ConformanceTest, type Topic, topics } from './conformance-test.ts';
export { conformanceTests } from './conformance-tests.ts';
export type { Distribution, Reading, ReadSeries } from './reading.ts';
export { datadogReading } from './readings/datadog-reading.ts';
export { otlpReading } from './readings/otlp-reading.ts';
export { prometheusReading } from './readings/prometheus-reading.ts';
export { statsdReading } from './readings/statsd-reading.ts';
export { ReceivedSeries } from './received-series.ts';
export type { ConformanceFeatures, ConformanceSubject, Fault, Faults, Surroundings } from './subject.ts';
