import type { SeriesBytes } from '@bot-metrics/core/encoding';
import { sampleBeginning } from './sample-name.ts';
import { encoded, type TextWriter } from './text-writer.ts';

const closing = encoded('} ');

/** Writes what stands before the value in a line of samples by that name: `name{method="GET"} `, or `name `. */
export function sampleLine(name: string, labelTexts: SeriesBytes): (writer: TextWriter, slot: number) => void {
  const { labelled, alone } = sampleBeginning(name);
  const beginning = encoded(labelled);
  const withoutLabels = encoded(alone);
  return (writer, slot) => {
    if (labelTexts.length(slot) === 0) {
      writer.raw(withoutLabels);
      return;
    }
    writer.raw(beginning);
    labelTexts.write(slot, writer);
    writer.raw(closing);
  };
}
