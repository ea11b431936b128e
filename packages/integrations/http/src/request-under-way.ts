import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { guarded } from '@bot-metrics/core';

/** A request that is being answered. */
export abstract class RequestUnderWay {
  readonly request: IncomingMessage;
  /** The template that a framework reported. */
  route: string | undefined;

  constructor(request: IncomingMessage) {
    this.request = request;
  }

  /** Called once. `isFinished` where the whole response is known to have been handed on. */
  abstract ended(isFinished: boolean): void;
}

/**
 * The requests of one connection. Their state is found by the socket: behind Express on Node 20, a property of a request
 * calls into the runtime, and entries for single requests in a `WeakMap` slow down every collection.
 */
class Connection {
  /** Oldest first. More than one is a pipeline, or a request that several collectors measure. */
  readonly underWay: RequestUnderWay[] = [];
  isClosed: boolean;

  constructor(socket: Socket) {
    this.isClosed = socket.destroyed;
    // One listener per connection, not per request: Node warns above ten.
    socket.once('close', () => {
      this.isClosed = true;
      for (const one of [...this.underWay]) this.end(one, false);
    });
  }

  end(one: RequestUnderWay, isFinished: boolean): void {
    const { underWay } = this;
    const at = underWay.indexOf(one);
    if (at < 0) return;
    // Usually the only one: `splice` costs ten times as much.
    if (underWay.length === 1) underWay.pop();
    else underWay.splice(at, 1);
    guarded(() => one.ended(isFinished));
  }
}

const connections = new WeakMap<Socket, Connection>();

/** Those of the same connection. */
export function requestsBeside({ socket }: IncomingMessage): readonly RequestUnderWay[] | undefined {
  return connections.get(socket)?.underWay;
}

/**
 * Calls `ended` when the response has closed, or its connection has: Node 20 emits nothing on a response that waits in a
 * pipeline when the client goes away. Returns false where that has happened, so that the end would never come.
 */
export function follow(one: RequestUnderWay, response: ServerResponse): boolean {
  const connection = connectionOf(one.request.socket);
  if (connection.isClosed || response.closed) return false;
  response.on('close', () => connection.end(one, false));
  connection.underWay.push(one);
  return true;
}

/** The same where `responseFinished` is called for every response. A listener for each would cost more than all else here. */
export function followByChannel(one: RequestUnderWay, socket: Socket): void {
  connectionOf(socket).underWay.push(one);
}

/** Ends what follows this request. */
export function responseFinished(request: IncomingMessage, socket: Socket): void {
  const connection = connections.get(socket);
  if (connection === undefined) return;
  const { underWay } = connection;
  for (let i = underWay.length - 1; i >= 0; i--) {
    if (underWay[i]!.request === request) connection.end(underWay[i]!, true);
  }
}

function connectionOf(socket: Socket): Connection {
  const known = connections.get(socket);
  if (known !== undefined) return known;
  const connection = new Connection(socket);
  connections.set(socket, connection);
  return connection;
}
