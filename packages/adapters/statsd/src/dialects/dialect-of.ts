import type { StatsdSettings } from '../options.ts';
import type { Dialect } from './dialect.ts';
import { dogstatsd } from './dogstatsd.ts';
import { influx } from './influx.ts';
import { statsd } from './statsd.ts';

export function dialectOf({ dialect, tags }: Pick<StatsdSettings, 'dialect' | 'tags'>): Dialect {
  return dialect === 'dogstatsd' ? dogstatsd(tags) : { statsd, influx }[dialect];
}
