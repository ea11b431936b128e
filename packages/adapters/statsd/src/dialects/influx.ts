import type { Dialect } from './dialect.ts';
import { labelsInName } from './labels-in-name.ts';

/**
 * The dialect of InfluxData's Telegraf, `name,label=value`. Its gauges take a sign for a change too.
 * Source: https://github.com/influxdata/telegraf/blob/master/plugins/inputs/statsd/README.md
 */
export const influx: Dialect = labelsInName(',');
