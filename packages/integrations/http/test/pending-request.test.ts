import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { follow, followByChannel, PendingRequest, responseFinished } from '../src/pending-request.ts';

class FollowedRequest extends PendingRequest {
  readonly ended = vi.fn();
}

/** A request on a connection; its response emits nothing by itself. */
function requestOn(socket: EventEmitter) {
  const response = new EventEmitter();
  const request = new FollowedRequest({ socket } as unknown as IncomingMessage);
  follow(request, response as unknown as ServerResponse);
  return { response, ended: request.ended };
}

it('a request ends with its response, and not again with its connection', () => {
  const socket = new EventEmitter();
  const { response, ended } = requestOn(socket);
  response.emit('close');
  expect(ended).toHaveBeenCalledTimes(1);
  socket.emit('close');
  expect(ended).toHaveBeenCalledTimes(1);
});

it('pipelined requests whose responses emit nothing end with their connection', () => {
  const socket = new EventEmitter();
  const requests = [requestOn(socket), requestOn(socket), requestOn(socket)];
  // Node closes the response that is being written; Node 20 does not close those queued behind it.
  requests[0]?.response.emit('close');
  socket.emit('close');
  for (const { ended } of requests) expect(ended).toHaveBeenCalledTimes(1);
});

it('a pipelined request that was answered does not end again with its connection', () => {
  const socket = new EventEmitter();
  const requests = [requestOn(socket), requestOn(socket)];
  for (const { response } of requests) response.emit('close');
  socket.emit('close');
  for (const { ended } of requests) expect(ended).toHaveBeenCalledTimes(1);
});

it('a connection gets one listener, however many requests it carries', () => {
  const socket = new EventEmitter();
  for (let i = 0; i < 20; i++) requestOn(socket);
  expect(socket.listenerCount('close')).toBe(1);
});

it('a request followed by the channel ends once, with its response or with its connection', () => {
  const socket = new EventEmitter();
  const [answered, abandoned] = [0, 1].map(() => new FollowedRequest({ socket } as unknown as IncomingMessage));
  for (const one of [answered!, abandoned!]) followByChannel(one, socket as unknown as Socket);
  responseFinished(answered!.request, socket as unknown as Socket);
  expect(answered!.ended.mock.calls).toEqual([[true]]);
  expect(abandoned!.ended).not.toHaveBeenCalled();
  socket.emit('close');
  expect(answered!.ended).toHaveBeenCalledTimes(1);
  expect(abandoned!.ended.mock.calls).toEqual([[false]]);
});

it('a request is not followed once its response or its connection has closed', () => {
  const socket = new EventEmitter();
  const { response } = requestOn(socket);
  const late = new FollowedRequest({ socket } as unknown as IncomingMessage);
  expect(follow(late, Object.assign(new EventEmitter(), { closed: true }) as unknown as ServerResponse)).toBe(false);
  expect(follow(late, response as unknown as ServerResponse)).toBe(true);
  socket.emit('close');
  expect(follow(late, new EventEmitter() as unknown as ServerResponse)).toBe(false);
  expect(late.ended).toHaveBeenCalledTimes(1);
});
