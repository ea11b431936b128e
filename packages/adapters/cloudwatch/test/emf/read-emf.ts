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
/** Limit of a log event. */
const MAX_BYTES = 256_000;

/** Parses a line, and checks that it obeys the schema and has a value for each name. */
export function readDocument(line: string): Document {
  if (Buffer.byteLength(line) > MAX_BYTES)
    throw new Error(`expected a document of at most ${MAX_BYTES} bytes, received ${line.length}`);
  const document: unknown = JSON.parse(line);
  if (!validate(document)) throw new Error(`${JSON.stringify(validate.errors)} in ${line}`);
  for (const { Dimensions, Metrics } of document._aws.CloudWatchMetrics) {
    const names = new Set(Metrics.map(({ Name }) => Name));
    if (names.size < Metrics.length) throw new Error(`a metric is repeated in ${line}`);
    for (const name of Dimensions.flat()) {
      if (typeof document[name] !== 'string') throw new Error(`dimension ${name} has no value in ${line}`);
    }
    for (const name of names) {
      if (typeof document[name] === 'string') throw new Error(`metric ${name} is a text in ${line}`);
      if (document[name] === undefined) throw new Error(`metric ${name} has no value in ${line}`);
    }
  }
  return document;
}

/** Reads the lines as CloudWatch does. A number is both a counter and a gauge, because nothing distinguishes them. */
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
