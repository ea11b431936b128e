import { type Exemplar, type Family, hasSeries } from '@bot-metrics/core';
import type { SeriesBytes } from '@bot-metrics/otel';
import type { ExposedFamily } from '../exposed-metric.ts';
import type { Page } from '../page.ts';
import { DistinctSeries } from './distinct-series.ts';
import { NOTHING } from './format.ts';
import { type ExemplarText, histogramLines } from './histogram-lines.ts';
import { writeLabelText } from './label-texts.ts';
import { sampleLine } from './sample-line.ts';
import { TextWriter } from './text-writer.ts';

/** The size from which a chunk is handed to the stream. */
const CHUNK_BYTES = 64 * 1024;
/** The text between two looks at the clock: the first page of a process renders its labels with cold code. */
const STEP_BYTES = 2 * 1024;

/** The differences between the text formats. */
export interface TextDialect {
  /** The lines above the samples of a metric, and the name of its `_created` samples, empty if it has none. */
  header(exposed: ExposedFamily): { readonly head: string; readonly created: string };
  readonly resourceHeader: string;
  /** The value of `le` for a finite bound. */
  bound(bound: number): string;
  /** Whether a histogram with negative values may have a sum. */
  readonly negativeSums: boolean;
  /** The text after a value, if the format supports exemplars. */
  readonly exemplar?: (exemplar: Exemplar) => string;
  readonly end: string;
}

/** Writes a page in the line format that the text formats share. Label text is kept as bytes (figures: decision 0012 of core). */
export function* writeTextPage(page: Page, dialect: TextDialect): Generator<Uint8Array> {
  const writer = new TextWriter(page.takeBuffer());
  if (page.resource.length > 0) {
    writer.text(`${dialect.resourceHeader}target_info{`);
    writeLabelText(writer, page.resource);
    writer.text('} 1\n');
  }
  for (const exposed of page.families) {
    const { head, created } = dialect.header(exposed);
    const isOnPage = seriesOnPage(page, exposed, new DistinctSeries(page, exposed));
    const write = seriesWriter(exposed, dialect, created);
    const { slots } = exposed.family;
    let slot = 0;
    while (slot < slots && !isOnPage(slot)) slot += 1;
    if (slot === slots) continue;
    writer.text(head);
    write(writer, slot);
    for (slot += 1; slot < slots; ) {
      const bytes = Math.min(writer.length + STEP_BYTES, CHUNK_BYTES);
      slot = writeSeries(writer, bytes, slot, slots, isOnPage, write);
      yield writer.length < CHUNK_BYTES ? NOTHING : writer.handOver(page.takeBuffer());
    }
  }
  writer.text(dialect.end);
  yield writer.written();
}

/** Returns a check whether a slot holds a series for the page; it also renders the series' labels. Call it once per slot, in order. */
function seriesOnPage({ snapshot }: Page, exposed: ExposedFamily, distinct: DistinctSeries): (slot: number) => boolean {
  const { family, labelTexts } = exposed;
  return (slot) =>
    hasSeries(family, slot, 'cumulative') &&
    labelTexts.prepare(slot, family.created[slot]!, snapshot.seconds) &&
    distinct.add(slot, () => labelTexts.asText(slot));
}

/** Writes series from `slot` on, until the writer holds `bytes`. Returns the next slot. */
function writeSeries(
  writer: TextWriter,
  bytes: number,
  slot: number,
  slots: number,
  isOnPage: (slot: number) => boolean,
  write: (writer: TextWriter, slot: number) => void,
): number {
  let next = slot;
  for (; next < slots && writer.length < bytes; next++) if (isOnPage(next)) write(writer, next);
  return next;
}

/** Writes all lines of a series. */
function seriesWriter(
  { name, labelTexts, family }: ExposedFamily,
  dialect: TextDialect,
  createdName: string,
): (writer: TextWriter, slot: number) => void {
  // Only typed families may carry exemplars; these are the families with start times.
  const exemplarOf = createdName === '' ? undefined : exemplarTexts(family, dialect);
  const samples =
    family.kind === 'histogram'
      ? histogramLines(name, labelTexts, family, dialect, exemplarOf)
      : numberLine(name, labelTexts, family.values, exemplarOf);
  if (createdName === '') return samples;
  const created = numberLine(createdName, labelTexts, family.created);
  return (writer, slot) => {
    samples(writer, slot);
    created(writer, slot);
  };
}

function numberLine(
  name: string,
  labelTexts: SeriesBytes,
  values: Float64Array,
  exemplarOf?: ExemplarText,
): (writer: TextWriter, slot: number) => void {
  const begin = sampleLine(name, labelTexts);
  return (writer, slot) => {
    begin(writer, slot);
    writer.number(values[slot]!);
    if (exemplarOf !== undefined) writer.text(exemplarOf(slot));
    writer.newline();
  };
}

/** `undefined` where the metric keeps no exemplars, or the format does not support them. */
function exemplarTexts(family: Family, { exemplar }: TextDialect): ExemplarText | undefined {
  const exemplars = family.kind === 'gauge' ? undefined : family.metric.exemplars;
  if (exemplar === undefined || exemplars === undefined) return undefined;
  return (place) => {
    const known = exemplars.at(place);
    return known === undefined ? '' : exemplar(known);
  };
}
