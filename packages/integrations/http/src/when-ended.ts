import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { guarded } from '@bot-metrics/core';

/** What ends the requests that are under way, by their connection. */
const underWay = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `ended` once: when the response has closed, or its connection has. Node 20 tells a response nothing that waits
 * behind another one of a pipeline when the client goes away.
 */
export function whenEnded(request: IncomingMessage, response: ServerResponse, ended: () => void): void {
  const ends = endsOn(request.socket);
  const end = () => {
    if (ends.delete(end)) guarded(ended);
  };
  ends.add(end);
  response.once('close', end);
}

/** One listener a connection, however many requests it carries at a time: Node warns of more than ten. */
function endsOn(socket: Socket): Set<() => void> {
  const known = underWay.get(socket);
  if (known !== undefined) return known;
  const ends = new Set<() => void>();
  underWay.set(socket, ends);
  socket.once('close', () => {
    for (const end of ends) end();
  });
  return ends;
}
