import type { ClientRequest, IncomingMessage } from 'node:http';
import { guarded } from '@bot-metrics/core';
import type { ChannelSubscriptions } from './channel-subscriptions.ts';
import type { ClientRequests } from './client-requests.ts';
import type { IgnoreRequest } from './instrument-http-client.ts';

/** `node:http` and `node:https`, and with them node-fetch, axios and got. */
export function followNodeHttp(channels: ChannelSubscriptions, requests: ClientRequests, ignore: IgnoreRequest): void {
  channels.add('http.client.request.start', ({ request }: { request: ClientRequest }) => {
    const { method, host, path } = request;
    if (!ignore({ method, host }, path)) requests.start(request, { method, host });
  });
  channels.add(
    'http.client.response.finish',
    ({ request, response }: { request: ClientRequest; response: IncomingMessage }) => {
      requests.answered(request, response.statusCode ?? 0);
      // The channel tells of the head. `close` comes once, after the body or without the rest of it.
      response.once('close', () =>
        guarded(() => requests.end(request, response.complete ? undefined : (response.errored ?? new Aborted()))),
      );
    },
  );
  channels.add('http.client.request.error', ({ request, error }: { request: ClientRequest; error: unknown }) =>
    requests.end(request, error),
  );
}

/** A response that ended before its body did, with no error of its own. */
class Aborted extends Error {
  override readonly name = 'AbortError';
}
