import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it, vi } from 'vitest';
import { whenEnded } from '../src/when-ended.ts';

/** The parts of a request that are used; its response emits nothing by itself. */
function requestOn(socket: EventEmitter) {
  const response = new EventEmitter();
  const ended = vi.fn();
  whenEnded({ socket } as unknown as IncomingMessage, response as unknown as ServerResponse, ended);
  return { response, ended };
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
  requests[1]?.ended.mockImplementation(() => {
    throw new Error('broken');
  });
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
