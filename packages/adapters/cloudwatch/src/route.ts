import type { Family } from '@bot-metrics/core';
import type { Outcome } from '@bot-metrics/core/delivery';
import type { Point } from './encoding/points.ts';

/** A way by which metrics come to CloudWatch. */
export interface Route<Request> {
  /** Where it goes to, for messages; cursors belong to it. */
  readonly destination: string;
  /** `acknowledged` where CloudWatch answers, `sent` where the kernel takes it. */
  readonly delivery: 'acknowledged' | 'sent';
  /** Distinct values of a distribution. */
  readonly mostValues: number;
  /** Of a batch, in the unit of `weightOf`. */
  readonly mostWeight: number;
  weightOf(family: Family): number;
  /** @throws BotMetricsError `missing_package` */
  load(): Promise<unknown>;
  /** What stands against a point here, if anything does. */
  objection(point: Point): string | undefined;
  /** What is sent, and sent again, as it is. */
  encode(points: readonly Point[], wallSeconds: number): Request;
  fits(request: Request): boolean;
  /** Of a request whose every series was refused here: it is not sent. */
  isEmpty(request: Request): boolean;
  /** Sends once, and never rejects. */
  send(request: Request): Promise<Outcome>;
  /** What would be sent, for people. */
  show(request: Request): string;
  close(): void;
}
