import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A server request without a complete response. */
export abstract class PendingRequest {
  readonly request: IncomingMessage;
  /** The route template that a framework reported. */
  route: string | undefined;
  /** Reads the route at the end of a request whose framework reported none. */
  readRoute: (() => string | undefined) | undefined;

  constructor(request: IncomingMessage) {
    this.request = request;
  }

  /** Called once, and must not throw: the caller is Node. `isFinished` is true if the whole response is known to have been handed to the operating system. */
  abstract ended(isFinished: boolean): void;
}

/**
 * The requests of one connection. Their state is looked up by the socket, because on Node 20 Express makes each property of a
 * request a call into the runtime, and a `WeakMap` entry per request slows down every garbage collection.
 */
class Connection {
  /** Oldest first. There are several if requests are pipelined, or if several collectors measure a request. */
  readonly pending: PendingRequest[] = [];
  isClosed: boolean;

  constructor(socket: Socket) {
    this.isClosed = socket.destroyed;
    // One listener per connection, not per request: Node warns above ten.
    socket.once('close', () => {
      this.isClosed = true;
      for (const request of [...this.pending]) this.end(request, false);
    });
  }

  end(request: PendingRequest, isFinished: boolean): void {
    const { pending } = this;
    const at = pending.indexOf(request);
    if (at < 0) return;
    // Usually there is only one; `splice` costs ten times as much.
    if (pending.length === 1) pending.pop();
    else pending.splice(at, 1);
    request.ended(isFinished);
  }
}

const connections = new WeakMap<Socket, Connection>();
const none: readonly PendingRequest[] = [];

/** The pending requests of the same connection. */
export function pendingRequests({ socket }: IncomingMessage): readonly PendingRequest[] {
  return connections.get(socket)?.pending ?? none;
}

/**
 * Calls `ended` when the response or its connection closes: Node 20 emits nothing on a pipelined response that waits for its
 * turn when the client disconnects. Returns false if it is closed already, because then `ended` would never be called.
 */
export function follow(pending: PendingRequest, response: ServerResponse): boolean {
  const connection = findConnection(pending.request.socket);
  if (connection.isClosed || response.closed) return false;
  response.on('close', () => connection.end(pending, false));
  connection.pending.push(pending);
  return true;
}

/**
 * Like `follow`, for callers that report every response with `responseFinished`. A listener on each response would cost more
 * than everything else here.
 */
export function followByChannel(pending: PendingRequest, socket: Socket): void {
  findConnection(socket).pending.push(pending);
}

/** Ends the pending requests whose response has finished. */
export function responseFinished(request: IncomingMessage, socket: Socket): void {
  const connection = connections.get(socket);
  if (connection === undefined) return;
  const { pending } = connection;
  for (let i = pending.length - 1; i >= 0; i--) {
    if (pending[i]!.request === request) connection.end(pending[i]!, true);
  }
}

function findConnection(socket: Socket): Connection {
  const known = connections.get(socket);
  if (known !== undefined) return known;
  const connection = new Connection(socket);
  connections.set(socket, connection);
  return connection;
}
