import { SeriesBytes } from '@bot-metrics/core/encoding';
import { type ExposedLabels, escaped } from '../labels.ts';
import type { SeriesLabels } from '../series-labels.ts';
import { TextWriter } from './text-writer.ts';

/** For the labels of a series, to begin with. */
const LABELS_BYTES = 1024;

const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The labels of each series as the text formats write them. */
export function labelTexts(labels: SeriesLabels): SeriesBytes {
  const writer = new TextWriter(LABELS_BYTES);
  return new SeriesBytes(writer, (slot, createdSeconds) => {
    const known = labels.of(slot, createdSeconds);
    if (known !== undefined) writeLabelText(writer, known);
    return known !== undefined;
  });
}

/** Writes `method="GET",status="200"`: labels as they stand between the braces of the text formats. */
export function writeLabelText(writer: TextWriter, labels: ExposedLabels): void {
  // Piece by piece: strings that are put together first are most of the garbage of a first page.
  for (let i = 0; i < labels.length; i++) {
    const [name, value] = labels[i]!;
    if (i > 0) writer.text(',');
    writer.text(quoted(name));
    writer.text('="');
    writer.text(escaped(value));
    writer.text('"');
  }
}

/** A name that is not plain stands in quotes, which version 1.0.0 of the text format has brought. */
function quoted(name: string): string {
  return plainName.test(name) ? name : `"${escaped(name)}"`;
}
