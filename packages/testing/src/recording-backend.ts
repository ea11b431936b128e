import type { Labels, MetricsRecorder } from '@bot-metrics/core';

/** One call of a recorder. */
export interface Recorded {
  readonly name: string;
  readonly value: number;
  readonly labels: Labels;
}

/** The three methods of a recorder, and what they were called with. An empty label is an absent one, and left out. */
export class RecordingBackend implements MetricsRecorder {
  readonly records: Recorded[] = [];

  recordCounter(name: string, value = 1, labels: Labels = {}): void {
    this.#record(name, value, labels);
  }

  setGauge(name: string, value: number, labels: Labels = {}): void {
    this.#record(name, value, labels);
  }

  recordHistogram(name: string, value: number, labels: Labels = {}): void {
    this.#record(name, value, labels);
  }

  /** The labels of each record of that metric, in order. */
  labelsOf(name: string): Labels[] {
    return this.records.filter((record) => record.name === name).map(({ labels }) => labels);
  }

  /** The value of each record of that metric, in order. */
  valuesOf(name: string): number[] {
    return this.records.filter((record) => record.name === name).map(({ value }) => value);
  }

  #record(name: string, value: number, labels: Labels): void {
    const present = Object.entries(labels).filter(([, label]) => label !== '');
    this.records.push({ name, value, labels: Object.fromEntries(present) });
  }
}
