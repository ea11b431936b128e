import { test } from 'node:test';
import { type ConformanceSubject, conformanceTests, ReceivedSeries } from '@bot-metrics/testing/conformance';
import { JsonLinesBackend } from '../src/json-lines-backend.ts';

/** Receives the lines and keeps them unless it is full. */
class Disk {
  readonly lines: string[] = [];
  isFull = false;

  write(line: string): void {
    if (this.isFull) throw new Error('no space left');
    this.lines.push(line);
  }

  /** Returns the series that a reader of the lines sees. */
  reading() {
    const received = new ReceivedSeries();
    for (const line of this.lines) {
      const { kind, name, value, labels } = JSON.parse(line);
      const texts = Object.entries(labels).map(([label, text]) => [label, String(text)]);
      const series = Object.fromEntries(texts.filter(([, text]) => text !== ''));
      if (kind === 'counter') received.add(name, series, value);
      else if (kind === 'gauge') received.set(name, series, value);
      else received.observe(name, series, value);
    }
    return received.reading();
  }
}

const written = 'a line is written when write() returns';

const subject: ConformanceSubject<Disk> = {
  name: 'json-lines',
  // Called for each record. A line is a change, and counts as delivered once the operating system has it.
  features: { receiving: true, temporality: 'delta', delivery: 'sent', histograms: true },
  startReceiver: () => new Disk(),
  makeBackend: (disk) => new JsonLinesBackend((line) => disk.write(line)),
  read: (disk) => disk.reading(),
  faults: {
    down: {
      begin: (disk) => Object.assign(disk, { isFull: true }),
      end: (disk) => Object.assign(disk, { isFull: false }),
    },
    slow: written,
    hanging: written,
    resetting: written,
    refusing: 'a disk accepts a line completely or not at all',
    'partial success': 'a disk accepts a line completely or not at all',
  },
};

for (const { topic, name, skipped, run } of conformanceTests(subject)) {
  test(`${topic}: ${name}`, { skip: skipped ?? false }, run);
}
