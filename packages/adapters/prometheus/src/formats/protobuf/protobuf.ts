import { ProtobufWriter } from '@bot-metrics/core/encoding';
import type { ExposedFamily } from '../../metric-renderer.ts';
import { replaceSurrogates } from '../../names/labels.ts';
import { translateUnit } from '../../names/metric-name.ts';
import type { Page } from '../../serving/page.ts';
import { DistinctSeries } from '../distinct-series.ts';
import { type Format, NOTHING } from '../format.ts';
import { writeLabels } from './metric-values.ts';
import { METRIC } from './series-messages.ts';

/** The initial room for the head of a family. */
const ROOM_BYTES = 256;

const types = { counter: 0, gauge: 1, upDownCounter: 1, histogram: 4 } as const;

/**
 * `io.prometheus.client.MetricFamily` messages, each preceded by its length. The only format with native histograms, into which
 * exponential buckets are converted. Source: https://github.com/prometheus/client_model, io/prometheus/client/metrics.proto.
 */
export const protobuf: Format = {
  contentType: 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',

  accepts: (mediaRange, parameters) =>
    mediaRange === 'application/vnd.google.protobuf' &&
    parameters.get('proto') === 'io.prometheus.client.metricfamily' &&
    parameters.get('encoding') === 'delimited',

  quotesNames: true,

  *write(page) {
    if (page.resource.length > 0) yield delimited([encodeResource(page)]);
    for (const exposed of page.families) {
      const chunks: Uint8Array[] = [];
      for (const chunk of encodeFamily(exposed, page)) {
        chunks.push(chunk);
        yield NOTHING;
      }
      // The length precedes the message, so all its chunks must exist before the first is sent.
      if (chunks.length > 0) yield encodeLength(chunks);
      yield* chunks;
    }
  },
};

/** Encodes a family in chunks: its head, and the messages of its series. */
function* encodeFamily(exposed: ExposedFamily, page: Page): Generator<Uint8Array> {
  const { name, messages, family } = exposed;
  const { description = '', type, unit = '' } = family.metric.definition;
  let isEmpty = true;
  for (const chunk of messages.write(family, page, new DistinctSeries(page, exposed))) {
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
  if (help !== '') writer.text(2, replaceSurrogates(help));
  writer.uint(3, type);
  const word = translateUnit(unit).join('_');
  if (word !== '' && name.replace(/_total$/, '').endsWith(`_${word}`)) writer.text(5, word);
}

function encodeResource({ resource }: Page): Uint8Array {
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
  return Buffer.concat([encodeLength(chunks), ...chunks]);
}

function encodeLength(chunks: readonly Uint8Array[]): Uint8Array {
  const writer = new ProtobufWriter(ROOM_BYTES);
  writer.varint(chunks.reduce((length, chunk) => length + chunk.length, 0));
  return writer.take();
}
