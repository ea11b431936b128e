import { SeriesBytes } from '@bot-metrics/core/encoding';
import { type ExposedLabels, escapeQuoted } from '../../names/labels.ts';
import type { SeriesLabels } from '../../names/series-labels.ts';
import { encodeText, TextWriter } from './text-writer.ts';

/** The initial room for the labels of a series. */
const LABELS_BYTES = 1024;

const plainMetricName = /^[A-Za-z_:][A-Za-z0-9_:]*$/;
const plainLabelName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const closing = encodeText('} ');

/** Returns a function that writes what precedes the value of a sample: `name{method="GET"} `, or `name `. */
export function createSampleWriter(name: string, labelTexts: SeriesBytes): (writer: TextWriter, slot: number) => void {
  const { labelled, alone } = sampleStart(name);
  const start = encodeText(labelled);
  const withoutLabels = encodeText(alone);
  return (writer, slot) => {
    if (labelTexts.length(slot) === 0) {
      writer.raw(withoutLabels);
      return;
    }
    writer.raw(start);
    labelTexts.write(slot, writer);
    writer.raw(closing);
  };
}

/**
 * The start of sample lines with and without labels: `name{` and `name `. A name that is not plain goes in quotes between the
 * braces: `{"na.me",` and `{"na.me"} `.
 */
export function sampleStart(name: string): { readonly labelled: string; readonly alone: string } {
  if (plainMetricName.test(name)) return { labelled: `${name}{`, alone: `${name} ` };
  return { labelled: `{${quoteMetricName(name)},`, alone: `{${quoteMetricName(name)}} ` };
}

/** A metric name after `# TYPE`: in quotes unless it is plain. */
export function quoteMetricName(name: string): string {
  return plainMetricName.test(name) ? name : `"${escapeQuoted(name)}"`;
}

/** The labels of each series in the text formats. */
export function createLabelTexts(labels: SeriesLabels): SeriesBytes {
  const writer = new TextWriter(LABELS_BYTES);
  return new SeriesBytes(writer, (slot) => writeLabels(writer, labels.of(slot)));
}

/** Writes labels as they stand between the braces: `method="GET",status="200"`. */
export function writeLabels(writer: TextWriter, labels: ExposedLabels): void {
  // In pieces: concatenated strings would be most of the garbage of a first page.
  for (let i = 0; i < labels.length; i++) {
    const [name, value] = labels[i]!;
    if (i > 0) writer.text(',');
    // Quoted label names are part of version 1.0.0 of the text format.
    writer.text(plainLabelName.test(name) ? name : `"${escapeQuoted(name)}"`);
    writer.text('="');
    writer.text(escapeQuoted(value));
    writer.text('"');
  }
}
