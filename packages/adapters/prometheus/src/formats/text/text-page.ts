import { type Exemplar, hasSeries, type MetricFamily } from '@bot-metrics/core/backend';
import type { SeriesBytes } from '@bot-metrics/core/encoding';
import type { ExposedFamily } from '../../metric-renderer.ts';
import type { Page } from '../../serving/page.ts';
import { DistinctSeries } from '../distinct-series.ts';
import { NOTHING } from '../format.ts';
import { createHistogramWriter, type ExemplarText } from './histogram-lines.ts';
import { createSampleWriter, writeLabels } from './sample-line.ts';
import { TextWriter } from './text-writer.ts';

/** The size of a chunk: large enough that the cost per chunk does not matter. */
const CHUNK_BYTES = 64 * 1024;
/** The size of a step: small enough for the first page of a process, which interpreted code renders. */
const STEP_BYTES = 2 * 1024;

/** The differences between the text formats. */
export interface TextDialect {
  /** The lines above the samples of a metric, and the name of its samples with start times; empty without such samples. */
  header(exposed: ExposedFamily): { readonly head: string; readonly created: string };
  readonly resourceHeader: string;
  /** The value of `le` for a finite bound. */
  bound(bound: number): string;
  /** Whether a histogram of negative values may have a sum. */
  readonly negativeSums: boolean;
  /** Formats an exemplar, if the format has exemplars. */
  readonly exemplar?: (exemplar: Exemplar) => string;
  readonly end: string;
}

/**
 * Writes a page in the line format of the text formats. Label texts are cached as bytes (decision 0012 of core has the
 * figures).
 */
export function* writeTextPage(page: Page, dialect: TextDialect): Generator<Uint8Array> {
  const writer = new TextWriter(page.takeBuffer());
  if (page.resource.length > 0) {
    writer.text(`${dialect.resourceHeader}target_info{`);
    writeLabels(writer, page.resource);
    writer.text('} 1\n');
  }
  for (const exposed of page.families) {
    const { head, created } = dialect.header(exposed);
    const isOnPage = createSeriesFilter(exposed, new DistinctSeries(page, exposed));
    const write = createSeriesWriter(exposed, dialect, created);
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

/** Returns a function that decides whether the series in a slot is on the page, and prepares its label text. Call it once per slot, in order. */
function createSeriesFilter(exposed: ExposedFamily, distinct: DistinctSeries): (slot: number) => boolean {
  const { family, labelTexts } = exposed;
  const { sequences } = family.metric;
  return (slot) => {
    if (!hasSeries(family, slot, 'cumulative')) return false;
    labelTexts.prepare(slot, sequences[slot]!);
    return distinct.add(slot, () => labelTexts.asText(slot));
  };
}

/** Writes series from `slot` on until the writer has `bytes`. Returns the slot to continue with. */
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

/** Returns a function that writes all lines of a series. */
function createSeriesWriter(
  { name, labelTexts, family }: ExposedFamily,
  dialect: TextDialect,
  createdName: string,
): (writer: TextWriter, slot: number) => void {
  // Only families with a type may have exemplars; these are the ones with start times.
  const exemplarText = createdName === '' ? undefined : createExemplarText(family, dialect);
  const samples =
    family.kind === 'histogram'
      ? createHistogramWriter(name, labelTexts, family, dialect, exemplarText)
      : createNumberWriter(name, labelTexts, family.values, exemplarText);
  if (createdName === '') return samples;
  const created = createNumberWriter(createdName, labelTexts, family.created);
  return (writer, slot) => {
    samples(writer, slot);
    created(writer, slot);
  };
}

function createNumberWriter(
  name: string,
  labelTexts: SeriesBytes,
  values: Float64Array,
  exemplarText?: ExemplarText,
): (writer: TextWriter, slot: number) => void {
  const begin = createSampleWriter(name, labelTexts);
  return (writer, slot) => {
    begin(writer, slot);
    writer.number(values[slot]!);
    if (exemplarText !== undefined) writer.text(exemplarText(slot));
    writer.newline();
  };
}

/** Returns a function that formats exemplars; `undefined` if none are kept, or if the format has none. */
function createExemplarText(family: MetricFamily, { exemplar }: TextDialect): ExemplarText | undefined {
  const exemplars = family.kind === 'gauge' ? undefined : family.metric.exemplars;
  if (exemplar === undefined || exemplars === undefined) return undefined;
  return (place) => {
    const known = exemplars.at(place);
    return known === undefined ? '' : exemplar(known);
  };
}
