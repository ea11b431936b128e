import { channel } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { MetricsCollectorService } from '@bot-metrics/core';
import { instrumentHttpServer } from '@bot-metrics/http';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { type MakeSubject, methods, routes } from '../subject.ts';

const requestStarts = channel('http.server.request.start');
const responseFinishes = channel('http.server.response.finish');
const expressLayers = channel('tracing:express.router.request:start');

/** The connection that all requests come over, one after another. */
const socket = new EventEmitter();

/** The messages of one request to Express, without a server and without Express, whose work would hide ours. */
function serve(i: number): void {
  const layer = {};
  const request = { method: methods[i & 3], socket, route: { stack: [layer] }, baseUrl: '' };
  const response = { statusCode: 200 };
  requestStarts.publish({ request, response, socket });
  expressLayers.publish({ req: request, layer, route: routes[i % 5] });
  responseFinishes.publish({ request, response, socket });
}

/** The subscribers of the HTTP server integration, with the objects that a request is made of here. */
export const httpServer: MakeSubject = () => {
  const backend = new PrometheusMetricsBackend({ listen: false });
  instrumentHttpServer(new MetricsCollectorService(backend));
  return {
    record(records) {
      for (let i = 0; i < records; i++) serve(i);
    },
    async total() {
      const page = String(await backend.getMetricsOutput());
      const active = [...page.matchAll(/^http_server_active_requests\{.*\} (\d+)$/gm)];
      const requests = [...page.matchAll(/^http_server_request_duration_seconds_count\{.*http_route=.*\} (\d+)$/gm)];
      const sum = (found: RegExpMatchArray[]) => found.reduce((total, [, value]) => total + Number(value), 0);
      return active.length === methods.length ? sum(requests) + sum(active) : Number.NaN;
    },
  };
};
