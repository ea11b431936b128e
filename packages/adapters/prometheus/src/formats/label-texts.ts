import { SeriesBytes } from '@bot-metrics/otel';
import { labelText } from '../labels.ts';
import type { SeriesLabels } from '../series-labels.ts';
import { TextWriter } from './text-writer.ts';

/** For the labels of a series, to begin with. */
const LABELS_BYTES = 1024;

/** The labels of each series as the text formats write them. */
export function labelTexts(labels: SeriesLabels): SeriesBytes {
  const writer = new TextWriter(LABELS_BYTES);
  return new SeriesBytes(writer, (slot, createdSeconds) => {
    const known = labels.of(slot, createdSeconds);
    if (known !== undefined) writer.text(labelText(known));
    return known !== undefined;
  });
}
