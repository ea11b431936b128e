import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Guard } from '@bot-metrics/core';
import type { ChannelSubscriptions } from './channel-subscriptions.ts';
import type { ClientRequests, IgnoreRequest } from './client-requests.ts';
import { serverAddress } from './server-address.ts';

/** Covers `node:http` and `node:https`, and with them node-fetch, axios and got. */
export function subscribeToNodeHttp(
  channels: ChannelSubscriptions,
  guarded: Guard,
  requests: ClientRequests,
  ignore: IgnoreRequest,
): void {
  channels.add('http.client.request.start', ({ request }: { request: ClientRequest }) => {
    const { method, path } = request;
    const host = serverAddress(request.host);
    if (!ignore({ method, host }, path, request.getHeader('user-agent'))) requests.start(request, { method, host });
  });
  channels.add(
    'http.client.response.finish',
    ({ request, response }: { request: ClientRequest; response: IncomingMessage }) => {
      requests.answered(request, response.statusCode ?? 0);
      // The channel reports the headers. `close` is emitted once, after the body or when the rest of it is lost.
      response.once('close', () =>
        guarded(() => requests.end(request, response.complete ? undefined : (response.errored ?? new Aborted()))),
      );
    },
  );
  channels.add('http.client.request.error', ({ request, error }: { request: ClientRequest; error: unknown }) =>
    requests.end(request, error),
  );
}

/** A response that closed before its body was complete, without an error. */
class Aborted extends Error {
  override readonly name = 'AbortError';
}
