import type { StatsdSettings } from './options.ts';
import { escapePattern, escapeText } from './safe-text.ts';

/** The labels of a series, without empty ones. */
type LabelPairs = readonly (readonly [name: string, value: string])[];

/** The line format of one kind of daemon: `head:value|type|@rate` and `tail`. */
export interface Dialect {
  /** The metric name, followed by the labels if they belong to it. */
  head(name: string, labels: LabelPairs): string;
  /** The end of the line: the labels if they are tags. */
  tail(labels: LabelPairs): string;
  /** Sets a gauge whatever its value was: one line, or two that must stay together. `value` is a decimal number. */
  gauge(head: string, value: string, tail: string): string;
  /** The line type of an observation. */
  readonly observationType: 'ms' | 'd';
  /** Whether a line may carry several observations. */
  readonly packs: boolean;
  /** Converts an observation to the unit and range of the line type. */
  convert(value: number, unit: string | undefined): number;
}

export function createDialect({ dialect, tags }: Pick<StatsdSettings, 'dialect' | 'tags'>): Dialect {
  switch (dialect) {
    case 'dogstatsd':
      return createDogstatsd(tags);
    case 'influx':
      return createWithLabelsInName(',');
    case 'statsd':
      return createWithLabelsInName(';');
  }
}

/** The characters that etsy/statsd keeps in a key, without those that separate labels. */
const unsafeInKey = escapePattern('A-Za-z0-9_.\\-');

/**
 * The original dialect, which has no tags: labels are a part of the name.
 *
 * With `;` they are Graphite tags, `name;label=value`. Sources:
 * https://github.com/statsd/statsd/blob/master/docs/metric_types.md and https://graphite.readthedocs.io/en/latest/tags.html
 *
 * With `,` they are the tags of InfluxData's Telegraf, `name,label=value`. Source:
 * https://github.com/influxdata/telegraf/blob/master/plugins/inputs/statsd/README.md
 */
function createWithLabelsInName(separator: ';' | ','): Dialect {
  return {
    head(name, labels) {
      const pairs = labels.map(
        ([label, value]) => `${separator}${escapeText(label, unsafeInKey)}=${escapeText(value, unsafeInKey)}`,
      );
      return escapeText(name, unsafeInKey) + pairs.join('');
    },
    tail: () => '',
    // Daemons read a signed value as a change. So a negative value is set in two steps, by way of 0.
    gauge: (head, value) => (value.startsWith('-') ? `${head}:0|g\n${head}:${value}|g` : `${head}:${value}|g`),
    observationType: 'ms',
    packs: false,
    // Daemons reject negative timings. A double keeps 15 digits through the multiplication.
    convert: (value, unit) => Math.max(0, unit === 's' ? Number((value * 1000).toPrecision(15)) : value),
  };
}

const unsafeInDogstatsdName = escapePattern('A-Za-z0-9_.');
const unsafeInTagName = escapePattern('A-Za-z0-9_.\\-/');
/** Allows letters, marks, digits, punctuation, symbols and spaces, except the two characters that end a tag. */
const unsafeInTagValue = /__(?=[0-9A-F]{2})|[,|]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

/**
 * DogStatsD with tags: `name:value|type|#label:value`.
 * Source: https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/
 *
 * @param constantTags tags of every line; a label with the same name replaces one
 */
function createDogstatsd(constantTags: readonly string[]): Dialect {
  return {
    head: (name) => escapeText(name, unsafeInDogstatsdName),
    tail(labels) {
      const labelTags = labels.map(
        ([label, value]) => `${escapeText(label, unsafeInTagName)}:${escapeText(value, unsafeInTagValue)}`,
      );
      const keys = new Set(labelTags.map(readKey));
      const tags = [...constantTags.filter((tag) => !keys.has(readKey(tag))), ...labelTags];
      return tags.length === 0 ? '' : `|#${tags.join(',')}`;
    },
    gauge: (head, value, tail) => `${head}:${value}|g${tail}`,
    observationType: 'd',
    packs: true,
    convert: (value) => value,
  };
}

function readKey(tag: string): string | undefined {
  return tag.split(':', 1)[0];
}
