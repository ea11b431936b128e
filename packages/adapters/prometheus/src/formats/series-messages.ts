import { type Family, hasSeries } from '@bot-metrics/core';
import { ProtobufWriter } from '@bot-metrics/otel';
import type { ExposedFamily } from '../exposed-metric.ts';
import type { Page } from '../page.ts';
import type { SeriesLabels } from '../series-labels.ts';
import { DistinctSeries } from './distinct-series.ts';
import { histogramValue } from './protobuf-histogram.ts';
import { writeLabels } from './protobuf-labels.ts';
import { numberValue } from './protobuf-number.ts';

/** The field of a family's series. */
export const METRIC = 4;
/** Slots per block, which is some tens of kilobytes. */
const BLOCK_SLOTS = 512;
/** The initial size of a block of numbers. */
const ROOM_BYTES = BLOCK_SLOTS * 64;

/** The value of a series, which depends on its type. */
export interface ProtobufValue {
  write(writer: ProtobufWriter, slot: number): void;
  /** Overwrites the values of an earlier page in place. Returns `false` if a value needs another length. */
  overwrite(bytes: Uint8Array, view: DataView, at: number, slot: number): boolean;
}

/** The concatenated `Metric` messages of neighbouring slots. */
interface Block {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The last page that used them. They must not change before it has ended. */
  readonly page: Page;
  /** Per slot, the wall-clock seconds when its series began; -1 without a series, NaN if the message is valid for one page only. */
  readonly created: Float64Array;
  /** Per slot, the offset of its labels. */
  readonly labels: Int32Array;
  /** Per slot, the offset of its value, which follows the labels. */
  readonly values: Int32Array;
}

/**
 * The messages of a metric's series, kept from page to page. Most values have a fixed length, so a page is the last one with its numbers
 * overwritten, or a copy of it while somebody still reads that page. Encoding every page anew costs 3 to 5 times the CPU of a scrape,
 * and copying always 1.3 to 1.5 times (decision 0016 of core).
 */
export class SeriesMessages {
  readonly #labels: SeriesLabels;
  readonly #blocks: Block[] = [];

  constructor(labels: SeriesLabels) {
    this.#labels = labels;
  }

  /** The messages of the series on a page, in chunks that are not empty. */
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
    family: Family,
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
      // A series as young as the snapshot could be replaced in its slot by another that begins in the same millisecond.
      created[i] = began < page.snapshot.seconds ? began : Number.NaN;
    }
    return { bytes: writer.take(), page, created, labels, values };
  }

  /** Returns `false` for a series that was removed before it was ever written. */
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

/** The number of slots in the block that begins at `first`. */
function slotsOf(family: Family, first: number): number {
  return Math.min(BLOCK_SLOTS, family.slots - first);
}

/** The block with the values of this page; `undefined` if its series or the lengths of its values have changed. */
function overwritten(known: Block, family: Family, value: ProtobufValue, first: number, page: Page): Block | undefined {
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

/** Unlike `slice`, does not zero the copy first. */
function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(Buffer.allocUnsafeSlow(bytes.length).buffer);
  copy.set(bytes);
  return copy;
}
