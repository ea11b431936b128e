import type { Family } from '@bot-metrics/core';
import type { Outcome } from '@bot-metrics/core/delivery';
import type { Point } from '../encoding/points.ts';
import type { CloudWatchSettings } from '../options.ts';
import type { Route } from '../route.ts';
import { emfDocuments } from './emf-documents.ts';
import type { Lines } from './lines.ts';
import { LinesByTcp } from './lines-by-tcp.ts';
import { LinesByUdp } from './lines-by-udp.ts';
import { LinesToOutput } from './lines-to-output.ts';

/** Of a document, less what is added to it on its way. */
const mostBytes = {
  /** Docker cuts lines at 16 KiB, and what is left of a document is none. */
  output: 16_000,
  /** Of an event of CloudWatch Logs: 256 kB, of late 1 MB. */
  'tcp:': 255_000,
  /** Of a datagram. */
  'udp:': 60_000,
} as const;
/** Points that are sent together. */
const MOST_WEIGHT = 1000;
const MOST_VALUES = 100;

/** Sends Embedded Metric Format. What it has handed on is delivered: logs have no answers. */
export class EmfRoute implements Route<readonly string[]> {
  readonly delivery = 'sent';
  readonly mostValues: number = MOST_VALUES;
  readonly mostWeight: number = MOST_WEIGHT;
  readonly #settings: CloudWatchSettings;
  readonly #lines: Lines;
  readonly #mostBytes: number;

  constructor(settings: CloudWatchSettings) {
    this.#settings = settings;
    this.#lines = linesOf(settings);
    this.#mostBytes = mostBytes[settings.agent === undefined ? 'output' : protocolOf(settings.agent)];
  }

  get destination(): string {
    return `${this.#lines.destination}, namespace ${this.#settings.namespace}`;
  }

  weightOf(_family: Family): number {
    return 1;
  }

  async load(): Promise<void> {}

  /** Dimensions and metrics are members of one object. */
  objection({ name, dimensions }: Point): string | undefined {
    const taken = dimensions.find(([dimension]) => dimension === name || dimension === '_aws');
    if (taken === undefined) return undefined;
    return `has a label "${taken[0]}", which is also the name of ${taken[0] === name ? 'the metric' : 'the metadata of a document'}`;
  }

  encode(points: readonly Point[], wallSeconds: number): readonly string[] {
    const { namespace, resolution, logGroup, logStream } = this.#settings;
    const head = { namespace, milliseconds: Math.round(wallSeconds * 1000), resolution, logGroup, logStream };
    return emfDocuments(points, head, this.#mostBytes);
  }

  fits(): boolean {
    return true;
  }

  isEmpty(lines: readonly string[]): boolean {
    return lines.length === 0;
  }

  send(lines: readonly string[]): Promise<Outcome> {
    return this.#lines.send(lines);
  }

  show(lines: readonly string[]): string {
    return lines.join('');
  }

  close(): void {
    this.#lines.close();
  }
}

function linesOf(settings: CloudWatchSettings): Lines {
  const { agent } = settings;
  if (agent === undefined) return new LinesToOutput(settings);
  return protocolOf(agent) === 'udp:' ? new LinesByUdp(agent) : new LinesByTcp(agent, settings);
}

function protocolOf({ protocol }: URL): 'tcp:' | 'udp:' {
  return protocol === 'udp:' ? 'udp:' : 'tcp:';
}
