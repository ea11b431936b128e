import type { MetricFamily } from '@bot-metrics/core/backend';
import type { Outcome } from '@bot-metrics/core/delivery';
import type { Point } from '../encoding/points.ts';
import type { CloudWatchSettings } from '../options.ts';
import type { Lines, Route } from '../route.ts';
import { formatDocuments } from './emf-documents.ts';
import { TcpLines, UdpLines } from './lines-to-agent.ts';
import { OutputLines } from './lines-to-output.ts';

/** Limits of a document, with room for additions on its way. */
const maxBytes = {
  /** Docker splits lines at 16 KiB, and a part of a document is invalid. */
  output: 16_000,
  /** An event of CloudWatch Logs: 256 kB, recently 1 MB. */
  'tcp:': 255_000,
  /** A datagram. */
  'udp:': 60_000,
} as const;
/** Points of a batch. */
const MAX_WEIGHT = 1000;
const MAX_VALUES = 100;

/** Sends Embedded Metric Format. Logs have no answers, so that lines count as delivered when they were sent. */
export class EmfRoute implements Route<readonly string[]> {
  readonly delivery = 'sent';
  readonly maxValues: number = MAX_VALUES;
  readonly maxWeight: number = MAX_WEIGHT;
  readonly #settings: CloudWatchSettings;
  readonly #lines: Lines;
  readonly #maxBytes: number;

  constructor(settings: CloudWatchSettings) {
    this.#settings = settings;
    this.#lines = createLines(settings);
    this.#maxBytes = maxBytes[settings.agent === undefined ? 'output' : readProtocol(settings.agent)];
  }

  get destination(): string {
    return `${this.#lines.destination}, namespace ${this.#settings.namespace}`;
  }

  weightOf(_family: MetricFamily): number {
    return 1;
  }

  async load(): Promise<void> {}

  /** Dimensions and metrics are members of the same object, so that their names must differ. */
  findProblem({ name, dimensions }: Point): string | undefined {
    const taken = dimensions.find(([dimension]) => dimension === name || dimension === '_aws');
    if (taken === undefined) return undefined;
    const owner = taken[0] === name ? 'the metric' : 'the metadata of a document';
    return `has a label "${taken[0]}", the name of ${owner}; rename the label`;
  }

  encode(points: readonly Point[], wallSeconds: number): readonly string[] {
    const { namespace, resolution, logGroup, logStream } = this.#settings;
    const head = { namespace, milliseconds: Math.round(wallSeconds * 1000), resolution, logGroup, logStream };
    return formatDocuments(points, head, this.#maxBytes);
  }

  fits(): boolean {
    return true;
  }

  send(lines: readonly string[], signal: AbortSignal): Promise<Outcome<readonly string[]>> {
    return this.#lines.send(lines, signal);
  }

  show(lines: readonly string[]): string {
    return lines.join('');
  }

  close(): void {
    this.#lines.close();
  }
}

function createLines(settings: CloudWatchSettings): Lines {
  const { agent, output, timeoutSeconds } = settings;
  if (agent === undefined) return new OutputLines(output, timeoutSeconds);
  return readProtocol(agent) === 'udp:' ? new UdpLines(agent) : new TcpLines(agent, timeoutSeconds);
}

function readProtocol({ protocol }: URL): 'tcp:' | 'udp:' {
  return protocol === 'udp:' ? 'udp:' : 'tcp:';
}
