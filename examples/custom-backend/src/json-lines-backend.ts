import type { Labels, MetricsBackendPort } from '@bot-metrics/core';

/** Writes each record as a line of JSON, for example to standard output, a file or a socket. */
export class JsonLinesBackend implements MetricsBackendPort {
  readonly name = 'json-lines';
  readonly #write: (line: string) => unknown;

  /** @param write may throw: the fan-out catches and counts the error, warns, and suspends the backend for a while */
  constructor(write: (line: string) => unknown) {
    this.#write = write;
  }

  recordCounter(name: string, value = 1, labels: Labels = {}): void {
    this.#write(`${JSON.stringify({ kind: 'counter', name, value, labels })}\n`);
  }

  setGauge(name: string, value: number, labels: Labels = {}): void {
    this.#write(`${JSON.stringify({ kind: 'gauge', name, value, labels })}\n`);
  }

  recordHistogram(name: string, value: number, labels: Labels = {}): void {
    this.#write(`${JSON.stringify({ kind: 'histogram', name, value, labels })}\n`);
  }

  getMetricsOutput(): string {
    return '';
  }

  getContentType(): string {
    return 'application/x-ndjson';
  }
}
