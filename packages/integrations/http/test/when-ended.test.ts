import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it, vi } from 'vitest';
import { whenEnded } from '../src/when-ended.ts';

/** A request of a connection, as far as it is looked at; its response tells nothing by itself. */
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

it('requests whose responses are told nothing end with their connection', () => {
  const socket = new EventEmitter();
  const requests = [requestOn(socket), requestOn(socket), requestOn(socket)];
  requests[1]?.ended.mockImplementation(() => {
    throw new Error('broken');
  });
  socket.emit('close');
  for (const { ended } of requests) expect(ended).toHaveBeenCalledTimes(1);
});

it('a connection is listened to once, however many requests it carries', () => {
  const socket = new EventEmitter();
  for (let i = 0; i < 20; i++) requestOn(socket);
  expect(socket.listenerCount('close')).toBe(1);
});
