import { ProtobufWriter } from '@bot-metrics/core/encoding';
import type { ExposedFamily } from '../exposed-metric.ts';
import { wellFormed } from '../labels.ts';
import type { Page } from '../page.ts';
import { unitWords } from '../unit-words.ts';
import { type Format, NOTHING } from './format.ts';
import { writeLabels } from './protobuf-labels.ts';
import { METRIC } from './series-messages.ts';

/** For the head of a family. */
const ROOM_BYTES = 256;

const types = { counter: 0, gauge: 1, upDownCounter: 1, histogram: 4 } as const;

/**
 * `io.prometheus.client.MetricFamily` messages, each behind its length: the one format with native histograms, which are
 * metrics in exponential buckets. Source: https://github.com/prometheus/client_model, io/prometheus/client/metrics.proto.
 */
export const protobuf: Format = {
  contentType: 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',

  answers: (mediaRange, parameters) =>
    mediaRange === 'application/vnd.google.protobuf' &&
    parameters.get('proto') === 'io.prometheus.client.metricfamily' &&
    parameters.get('encoding') === 'delimited',

  quotesNames: true,

  *write(page) {
    if (page.resource.length > 0) yield delimited([resourceFamily(page)]);
    for (const exposed of page.families) {
      const chunks: Uint8Array[] = [];
      for (const chunk of familyChunks(exposed, page)) {
        chunks.push(chunk);
        yield NOTHING;
      }
      // Its length stands before it, so it is written as a whole.
      if (chunks.length > 0) yield lengthOf(chunks);
      yield* chunks;
    }
  },
};

/** What a family consists of. */
function* familyChunks(exposed: ExposedFamily, page: Page): Generator<Uint8Array> {
  const { name, messages, family } = exposed;
  const { description = '', type, unit = '' } = family.metric.definition;
  let isEmpty = true;
  for (const chunk of messages.write(exposed, page)) {
    if (isEmpty) {
      const head = new ProtobufWriter(ROOM_BYTES);
      writeHead(head, name, description, types[type], unit);
      yield head.take();
    }
    isEmpty = false;
    yield chunk;
  }
}

function writeHead(writer: ProtobufWriter, name: string, help: string, type: number, unit: string): void {
  writer.text(1, name);
  if (help !== '') writer.text(2, wellFormed(help));
  writer.uint(3, type);
  const word = unitWords(unit).join('_');
  if (word !== '' && name.replace(/_total$/, '').endsWith(`_${word}`)) writer.text(5, word);
}

function resourceFamily({ resource }: Page): Uint8Array {
  const writer = new ProtobufWriter(ROOM_BYTES);
  writeHead(writer, 'target_info', 'Target metadata', types.gauge, '');
  const metric = writer.begin(METRIC);
  writeLabels(writer, resource);
  const gauge = writer.begin(2);
  writer.double(1, 1);
  writer.end(gauge);
  writer.end(metric);
  return writer.take();
}

function delimited(chunks: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([lengthOf(chunks), ...chunks]);
}

function lengthOf(chunks: readonly Uint8Array[]): Uint8Array {
  const writer = new ProtobufWriter(ROOM_BYTES);
  writer.varint(chunks.reduce((length, chunk) => length + chunk.length, 0));
  return writer.take();
}
