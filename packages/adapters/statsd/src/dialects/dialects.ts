import type { Dialect } from './dialect.ts';
import { dogstatsd } from './dogstatsd.ts';
import { influx } from './influx.ts';
import { statsd } from './statsd.ts';

export const dialects: Readonly<Record<'statsd' | 'dogstatsd' | 'influx', Dialect>> = { statsd, dogstatsd, influx };
