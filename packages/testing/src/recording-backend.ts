import type { Labels, MetricsRecorder } from '@bot-metrics/core';

/** A recorder call. */
export interface Recorded {
  readonly name: string;
  readonly value: number;
  readonly labels: Labels;
}

/** A recorder with three methods that records its calls. Empty labels equal absent ones and are left out. */
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
