import { EventEmitter } from 'node:events';
import { Metrics } from '@bot-metrics/core';
import { MetricStore } from '@bot-metrics/core/backend';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { type Reading, ReceivedSeries } from '@bot-metrics/testing/conformance';
import { type CollectWorkersOptions, collectWorkers } from '../src/collect-workers.ts';
import type { PrimaryChannel } from '../src/primary-channel.ts';

type Mood = 'well' | 'closed' | 'deaf' | 'slow';

/** Both ends of a worker's channel in one process. Messages pass through JSON, as between processes. */
export class MemoryWorker extends EventEmitter {
  mood: Mood = 'well';
  readonly connected = true;
  readonly #toWorker = new EventEmitter();

  /** The worker's end. */
  readonly channel: PrimaryChannel = {
    send: (message) => {
      if (this.mood === 'closed') throw new Error('the channel is closed');
      const copy: unknown = JSON.parse(JSON.stringify(message));
      this.emit('sent', copy);
      if (this.mood === 'deaf') return;
      if (this.mood === 'slow') setImmediate(() => this.emit('message', copy));
      else queueMicrotask(() => this.emit('message', copy));
    },
    listen: (listener) => {
      this.#toWorker.on('message', listener);
      return () => this.#toWorker.off('message', listener);
    },
  };

  /** The primary's end. */
  send(message: unknown): void {
    const copy: unknown = JSON.parse(JSON.stringify(message));
    this.emit('receipt', copy);
    queueMicrotask(() => this.#toWorker.emit('message', copy));
  }
}

/** A primary with its own store. */
export class MemoryPrimary {
  readonly diagnostics = new CollectedDiagnostics();
  readonly store = new MetricStore({ diagnostics: this.diagnostics });
  readonly metrics = new Metrics(this.store);
  readonly #collection;

  constructor(options: CollectWorkersOptions = {}) {
    this.#collection = collectWorkers(this.store, options);
  }

  worker(): MemoryWorker {
    const worker = new MemoryWorker();
    this.#collection.add(worker);
    return worker;
  }

  get messages() {
    return this.#collection.messages;
  }

  /** Adds a worker again, or one that is not a `MemoryWorker`. */
  add(worker: EventEmitter): void {
    this.#collection.add(worker);
  }

  close(): void {
    this.#collection.close();
  }

  /** Everything in the store, by name and labels. */
  reading(): Reading {
    const received = new ReceivedSeries();
    const snapshot = this.store.openReader({ name: 'look' }).snapshot();
    for (const family of snapshot.families) {
      const { name, type } = family.metric.definition;
      for (let slot = 0; slot < family.slots; slot++) {
        if (family.created[slot]! < 0) continue;
        const labels = Object.fromEntries(family.metric.labelsOf(slot));
        if (family.kind === 'histogram') received.observe(name, labels, family.sums[slot]!, family.counts[slot]!);
        else if (type === 'counter') received.add(name, labels, family.values[slot]!);
        else received.set(name, labels, family.values[slot]!);
      }
    }
    snapshot.release();
    return received.reading();
  }
}
