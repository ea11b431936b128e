import type { Labels, MetricsRecorder } from '@bot-metrics/core';

/** A record: metric, value, and non-empty labels as text. */
export type RecordedCall = readonly [name: string, value: number, labels: Readonly<Record<string, string>>];

/** A mock with only the three recorder methods that keeps every call. */
export class RecordedCalls implements MetricsRecorder {
  readonly calls: RecordedCall[] = [];

  recordCounter(name: string, value = 1, labels: Labels = {}): void {
    this.calls.push([name, value, texts(labels)]);
  }

  setGauge(name: string, value: number, labels: Labels = {}): void {
    this.calls.push([name, value, texts(labels)]);
  }

  recordHistogram(name: string, value: number, labels: Labels = {}): void {
    this.calls.push([name, value, texts(labels)]);
  }
}

function texts(labels: Labels): Record<string, string> {
  const pairs = Object.entries(labels).map(([name, value]) => [name, String(value)] as const);
  return Object.fromEntries(pairs.filter(([, text]) => text !== ''));
}
