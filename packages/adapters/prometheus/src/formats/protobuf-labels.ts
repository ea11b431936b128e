import type { ProtobufWriter } from '@bot-metrics/core/encoding';
import type { ExposedLabels } from '../labels.ts';

/** Field 1 of `Metric` and of `Exemplar`. */
const LABEL = 1;

/** Writes one `LabelPair` { name = 1, value = 2 } for each label. */
export function writeLabels(writer: ProtobufWriter, labels: ExposedLabels): void {
  for (const [name, value] of labels) {
    const label = writer.begin(LABEL);
    writer.text(1, name);
    writer.text(2, value);
    writer.end(label);
  }
}
