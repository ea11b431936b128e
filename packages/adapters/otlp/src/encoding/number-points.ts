import type { GaugeFamily, SumFamily } from '@bot-metrics/core/backend';
import { isWhole, type ProtobufWriter, type SeriesBytes } from '@bot-metrics/core/encoding';
import { exemplarMessage } from './exemplar-message.ts';
import type { WritePoint } from './request-encoder.ts';

/** Size of a number with its tag. */
const NUMBER_BYTES = 9;
const NOTHING = new Uint8Array(0);

/** Writes a `NumberDataPoint`. Its length is computed first, which takes less time than patching it in. */
export function numberPoints(
  writer: ProtobufWriter,
  family: SumFamily | GaugeFamily,
  attributes: SeriesBytes,
): WritePoint {
  const { values } = family;
  const whole = isWhole(family);
  const exemplars = family.kind === 'sum' ? family.metric.exemplars : undefined;
  return (slot, times) => {
    const known = exemplars?.at(slot);
    const exemplar = known === undefined ? NOTHING : exemplarMessage(5, known);
    writer.head(1, attributes.length(slot) + times.length + NUMBER_BYTES + exemplar.length);
    attributes.write(slot, writer);
    writer.raw(times);
    if (whole) writer.fixed64(6, values[slot]!);
    else writer.double(4, values[slot]!);
    writer.raw(exemplar);
  };
}
