import type { ExposedLabels } from '../labels.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** Field 1 of `Metric` and of `Exemplar`. */
const LABEL = 1;
/** For a few labels. */
const ROOM_BYTES = 256;

/** One `LabelPair` { name = 1, value = 2 } for each label, one after another. */
export function labelMessages(labels: ExposedLabels): Uint8Array {
  const writer = new ProtobufWriter(ROOM_BYTES);
  for (const [name, value] of labels) {
    const label = writer.begin(LABEL);
    writer.text(1, name);
    writer.text(2, value);
    writer.end(label);
  }
  return writer.take();
}
