import type { MetricFamily } from '@bot-metrics/core/backend';
import type { Outcome } from '@bot-metrics/core/delivery';
import type { Point } from './encoding/points.ts';

/** A way to send metrics to CloudWatch. */
export interface Route<Request> {
  /** Names the destination in messages, and identifies the cursors. */
  readonly destination: string;
  /** `acknowledged` if CloudWatch answers, `sent` if only the kernel accepts the data. */
  readonly delivery: 'acknowledged' | 'sent';
  /** Limit of the distinct values of a distribution. */
  readonly maxValues: number;
  /** Limit of a batch, in the unit of `weightOf`. */
  readonly maxWeight: number;
  weightOf(family: MetricFamily): number;
  /** @throws BotMetricsError `missing_package` */
  load(): Promise<unknown>;
  /** Returns why this route cannot send a point; `undefined` if it can. */
  findProblem(point: Point): string | undefined;
  encode(points: readonly Point[], wallSeconds: number): Request;
  fits(request: Request): boolean;
  /** Sends once. Never rejects. */
  send(request: Request, signal: AbortSignal): Promise<Outcome<Request>>;
  /** Renders a request for people. */
  show(request: Request): string;
  close(): void;
}

/** Sends documents of Embedded Metric Format, one per line. */
export type Lines = Pick<Route<readonly string[]>, 'destination' | 'send' | 'close'>;
