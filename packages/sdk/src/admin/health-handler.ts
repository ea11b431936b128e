import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HealthCheckResult, HealthCheckService, HealthReport, Probe } from '@bot-metrics/core';

/** Sent as `Retry-After` with a failed probe. */
const RETRY_SECONDS = '1';

/** Responds to a request; never rejects. */
export type HealthHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Serves a health probe from your own server: 200 for `pass` and `warn`, 503 for `fail`, as `application/health+json`. The
 * results of single checks are included only with `?verbose`, because their messages may not be meant for everybody.
 *
 * Format: draft-inadarei-api-health-check-06, sections 3 and 4.
 * @param probe @default 'readiness'
 */
export function healthHandler(health: Pick<HealthCheckService, 'run'>, probe: Probe = 'readiness'): HealthHandler {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const report = await health.run(probe);
    const isVerbose = new URLSearchParams((request.url ?? '').split('?', 2)[1]).has('verbose');
    const body = `${JSON.stringify(isVerbose ? describeReport(report) : { status: report.status })}\n`;
    response
      .writeHead(report.status === 'fail' ? 503 : 200, {
        'content-type': 'application/health+json',
        'cache-control': 'no-store',
        ...(report.status === 'fail' ? { 'retry-after': RETRY_SECONDS } : {}),
      })
      .end(request.method === 'HEAD' ? '' : body);
  };
}

function describeReport({ status, checks }: HealthReport): object {
  const details = Object.entries(checks).map(([name, result]) => [name, [describeCheck(result)]]);
  return { status, checks: Object.fromEntries(details) };
}

function describeCheck({ isHealthy, message, timestamp }: HealthCheckResult): object {
  return {
    status: isHealthy ? 'pass' : 'fail',
    ...(timestamp === undefined ? {} : { time: timestamp.toISOString() }),
    ...(message === undefined ? {} : { output: message }),
  };
}
