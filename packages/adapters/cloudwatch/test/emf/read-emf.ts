import { readFileSync } from 'node:fs';
import { type Reading, ReceivedSeries } from '@bot-metrics/testing/conformance';
import { Ajv } from 'ajv';

interface Document {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

type Distribution = { readonly Values: readonly number[]; readonly Counts: readonly number[] };

type StatisticSet = { readonly Count: number; readonly Sum: number };

const schema: object = JSON.parse(readFileSync(new URL('emf-schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ strict: false }).compile<Document>(schema);
/** What a log event can hold. */
const MOST_BYTES = 256_000;

/** A line as a document that obeys the schema, and whose every target is there. */
export function readDocument(line: string): Document {
  if (Buffer.byteLength(line) > MOST_BYTES) throw new Error(`a document of ${line.length} bytes`);
  const document: unknown = JSON.parse(line);
  if (!validate(document)) throw new Error(`${JSON.stringify(validate.errors)} in ${line}`);
  for (const { Dimensions, Metrics } of document._aws.CloudWatchMetrics) {
    const names = new Set(Metrics.map(({ Name }) => Name));
    if (names.size < Metrics.length) throw new Error(`a metric that comes twice, in ${line}`);
    for (const name of Dimensions.flat()) {
      if (typeof document[name] !== 'string') throw new Error(`dimension ${name} has no value, in ${line}`);
    }
    for (const name of names) {
      if (typeof document[name] === 'string') throw new Error(`metric ${name} is a text, in ${line}`);
      if (document[name] === undefined) throw new Error(`metric ${name} has no value, in ${line}`);
    }
  }
  return document;
}

/** What CloudWatch would make of the lines. A number is a counter's and a gauge's, as nothing tells them apart. */
export function emfReading(lines: readonly string[]): Reading {
  const received = new ReceivedSeries();
  for (const document of lines.map(readDocument)) {
    for (const { Dimensions, Metrics } of document._aws.CloudWatchMetrics) {
      const labels = Object.fromEntries(Dimensions.flat().map((name) => [name, String(document[name])]));
      for (const { Name: name } of Metrics) {
        const value = document[name] as number | Distribution | StatisticSet;
        if (typeof value === 'number') {
          received.add(name, labels, value);
          received.set(name, labels, value);
        } else if ('Sum' in value) {
          received.observe(name, labels, value.Sum, value.Count);
        } else {
          const sum = value.Values.reduce((total, one, i) => total + one * value.Counts[i]!, 0);
          received.observe(
            name,
            labels,
            sum,
            value.Counts.reduce((total, count) => total + count, 0),
          );
        }
      }
    }
  }
  return received.reading();
}
