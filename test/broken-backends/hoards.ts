import type { Labels, MetricsBackendPort } from '@bot-metrics/core';
import { type Change, type MemoryReceiver, readAnswer } from './memory-receiver.ts';

/** Queues every record until the receiver is back, without a limit. */
export class Hoards implements MetricsBackendPort {
  readonly name = 'hoards';
  readonly #receiver: MemoryReceiver;
  #queue: Change[] = [];

  constructor(receiver: MemoryReceiver) {
    this.#receiver = receiver;
  }

  recordCounter(name: string, value = 1, labels: Labels = {}): void {
    this.#add('sum', name, value, labels);
  }

  setGauge(name: string, value: number, labels: Labels = {}): void {
    this.#add('gauge', name, value, labels);
  }

  recordHistogram(name: string, value: number, labels: Labels = {}): void {
    this.#add('histogram', name, value, labels);
  }

  async flush(): Promise<void> {
    const { length } = this.#queue;
    await readAnswer(this.#receiver.take(this.#queue.slice(0, length)), 1);
    this.#queue = this.#queue.slice(length);
  }

  getMetricsOutput(): string {
    return `${this.#queue.length} records\n`;
  }

  getContentType(): string {
    return 'text/plain';
  }

  #add(kind: Change['kind'], name: string, value: number, labels: Labels): void {
    const texts = Object.entries(labels).map(([label, text]) => [label, String(text)]);
    this.#queue.push({ kind, name, value, count: 1, labels: Object.fromEntries(texts) });
  }
}
