import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { guarded } from '@bot-metrics/core';

/** One connection; it may carry many requests at a time. */
interface Connection {
  underWay: number;
  /** What ends the requests that came while another one was under way. */
  readonly pipelined: Set<() => void>;
}

const connections = new WeakMap<Socket, Connection>();

/**
 * Calls `ended` once: when the response has closed, or its connection has. Node 20 tells a response nothing that waits
 * behind another one of a pipeline when the client goes away.
 */
export function whenEnded(request: IncomingMessage, response: ServerResponse, ended: () => void): void {
  const connection = connectionOf(request.socket);
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    connection.underWay -= 1;
    if (connection.pipelined.size > 0) connection.pipelined.delete(end);
    guarded(ended);
  };
  if (connection.underWay > 0) connection.pipelined.add(end);
  connection.underWay += 1;
  response.once('close', end);
}

/** One listener a connection, not one a request: Node warns of more than ten. */
function connectionOf(socket: Socket): Connection {
  const known = connections.get(socket);
  if (known !== undefined) return known;
  const connection: Connection = { underWay: 0, pipelined: new Set() };
  connections.set(socket, connection);
  socket.once('close', () => {
    for (const end of connection.pipelined) end();
  });
  return connection;
}
