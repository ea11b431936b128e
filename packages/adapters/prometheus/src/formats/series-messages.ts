import { hasSeries, type MetricFamily } from '@bot-metrics/core/backend';
import { cacheKey, ProtobufWriter } from '@bot-metrics/core/encoding';
import type { ExposedFamily } from '../exposed-metric.ts';
import type { Page } from '../page.ts';
import type { SeriesLabels } from '../series-labels.ts';
import { DistinctSeries } from './distinct-series.ts';
import { histogramValue } from './protobuf-histogram.ts';
import { writeLabels } from './protobuf-labels.ts';
import { numberValue } from './protobuf-number.ts';

/** The field of a family's series. */
export const METRIC = 4;
/** Slots of a block: some tens of kilobytes. */
const BLOCK_SLOTS = 512;
/** For one of numbers, to begin with. */
const ROOM_BYTES = BLOCK_SLOTS * 64;

/** What a series has by its type. */
export interface ProtobufValue {
  write(writer: ProtobufWriter, slot: number): void;
  /** Writes the values at one instant over those at another; `false` if they need another length. */
  overwrite(bytes: Uint8Array, view: DataView, at: number, slot: number): boolean;
}

/** The `Metric` messages of neighbouring slots, one after another. */
interface Block {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The last page that they were on. They must not change before it has ended. */
  readonly page: Page;
  /** Of each slot in it, wall seconds at which its series began; -1 if it has none, NaN if it is for one page only. */
  readonly created: Float64Array;
  /** Where its labels begin. */
  readonly labels: Int32Array;
  /** Where its value begins, at the end of its labels. */
  readonly values: Int32Array;
}

/**
 * The messages of a metric's series, kept from page to page: since most of their values are of fixed length, a page is the last
 * one with its numbers written over, or a copy of it while somebody still reads that (decision 0012 of core has the figures).
 */
export class SeriesMessages {
  readonly #labels: SeriesLabels;
  readonly #blocks: Block[] = [];

  constructor(labels: SeriesLabels) {
    this.#labels = labels;
  }

  /** Those of the series on a page, in chunks that are not empty. */
  *write(exposed: ExposedFamily, page: Page): Generator<Uint8Array> {
    const { family, labels } = exposed;
    const distinct = new DistinctSeries(page, exposed);
    const value = family.kind === 'histogram' ? histogramValue(family) : numberValue(family);
    const writer = new ProtobufWriter(ROOM_BYTES);
    for (let first = 0; first < family.slots; first += BLOCK_SLOTS) {
      const place = first / BLOCK_SLOTS;
      const known = this.#blocks[place];
      const block =
        (known && !labels.ambiguous && overwritten(known, family, value, first, page)) ||
        this.#written(writer, family, page, distinct, value, first);
      this.#blocks[place] = block;
      if (block.bytes.length > 0) yield block.bytes;
    }
  }

  #written(
    writer: ProtobufWriter,
    family: MetricFamily,
    page: Page,
    distinct: DistinctSeries,
    value: ProtobufValue,
    first: number,
  ): Block {
    const known = this.#blocks[first / BLOCK_SLOTS];
    const slots = slotsOf(family, first);
    const created = new Float64Array(slots).fill(-1);
    const labels = new Int32Array(slots);
    const values = new Int32Array(slots);
    for (let i = 0; i < slots; i++) {
      const slot = first + i;
      if (!hasSeries(family, slot, 'cumulative')) continue;
      const began = family.created[slot]!;
      const start = writer.length;
      const metric = writer.begin(METRIC);
      if (!this.#writeLabels(writer, known, slot, began) || !distinct.add(slot, () => writer.asText(metric))) {
        writer.rewind(start);
        continue;
      }
      const labelBytes = writer.length - metric;
      value.write(writer, slot);
      const bytes = writer.length - metric;
      writer.end(metric);
      labels[i] = writer.length - bytes;
      values[i] = labels[i]! + labelBytes;
      created[i] = cacheKey(began, page.snapshot.seconds);
    }
    return { bytes: writer.take(), page, created, labels, values };
  }

  /** Answers `false` for a series that was removed before it was ever written. */
  #writeLabels(writer: ProtobufWriter, known: Block | undefined, slot: number, began: number): boolean {
    const i = slot % BLOCK_SLOTS;
    if (known !== undefined && known.created[i] === began) {
      writer.raw(known.bytes.subarray(known.labels[i], known.values[i]));
      return true;
    }
    const labels = this.#labels.of(slot, began);
    if (labels === undefined) return false;
    writeLabels(writer, labels);
    return true;
  }
}

/** How many slots there are of the block from `first` on. */
function slotsOf(family: MetricFamily, first: number): number {
  return Math.min(BLOCK_SLOTS, family.slots - first);
}

/** The block with its values at another instant; `undefined` if it has other series now, or values of other lengths. */
function overwritten(
  known: Block,
  family: MetricFamily,
  value: ProtobufValue,
  first: number,
  page: Page,
): Block | undefined {
  const { created, labels, values } = known;
  if (created.length !== slotsOf(family, first)) return undefined;
  const isFree = known.page.ended || known.page.snapshot === page.snapshot;
  const bytes = isFree ? known.bytes : copyOf(known.bytes);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < created.length; i++) {
    const began = family.created[first + i]!;
    if (began !== created[i]) return undefined;
    if (began >= 0 && !value.overwrite(bytes, view, values[i]!, first + i)) return undefined;
  }
  return { bytes, page, created, labels, values };
}

/** Without filling the copy with zeros before. */
function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(Buffer.allocUnsafeSlow(bytes.length).buffer);
  copy.set(bytes);
  return copy;
}
