import type { GaugeFamily, SumFamily } from '@bot-metrics/core/backend';
import { writeExemplar, writeTimestamp } from './protobuf-exemplar.ts';
import type { ProtobufValue } from './series-messages.ts';

/** Of the message, whose length is one byte, and of the double in it. */
const HEAD_BYTES = 2 + 1;

/** The `Counter` or `Gauge` of a series. */
export function numberValue(family: SumFamily | GaugeFamily): ProtobufValue {
  const { metric, values, created } = family;
  const isCounter = metric.definition.type === 'counter';
  const exemplars = family.kind === 'sum' && isCounter ? family.metric.exemplars : undefined;
  return {
    write(writer, slot) {
      const message = writer.begin(isCounter ? 3 : 2);
      writer.double(1, values[slot]!);
      const exemplar = exemplars?.at(slot);
      if (exemplar !== undefined) writeExemplar(writer, 2, exemplar);
      if (isCounter) writeTimestamp(writer, 3, created[slot]!);
      writer.end(message);
    },
    overwrite(_bytes, view, at, slot) {
      if (exemplars !== undefined) return false;
      view.setFloat64(at + HEAD_BYTES, values[slot]!, true);
      return true;
    },
  };
}
