import 'reflect-metadata';
import { MetricsCollectorService } from '@bot-metrics/core';
import { RecordingBackend } from '@bot-metrics/testing';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, expect, it, vi } from 'vitest';
import { instrumentHttpServer } from '../src/instrument-http-server.ts';
import { send } from './loopback-server.ts';

const DURATION = 'http.server.request.duration';
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

class UsersController {
  find(): string {
    return 'user';
  }

  fail(): never {
    throw new Error('no');
  }
}

class ApplicationModule {}

// Decorators written as calls, because nothing here compiles the syntax.
function decorate(method: 'find' | 'fail', path: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(UsersController.prototype, method);
  if (descriptor !== undefined) Get(path)(UsersController.prototype, method, descriptor);
}
decorate('find', ':id');
decorate('fail', ':id/fault');
Controller('users')(UsersController);
Module({ controllers: [UsersController] })(ApplicationModule);

it("has the controller's template with the global prefix, for failures too, and the catch-all below the prefix", async () => {
  const backend = new RecordingBackend();
  undo.push(instrumentHttpServer(new MetricsCollectorService(backend)));
  const app = await NestFactory.create(ApplicationModule, { logger: false });
  app.setGlobalPrefix('api');
  await app.listen(0, '127.0.0.1');
  undo.push(() => app.close());
  const port = Number(new URL(await app.getUrl()).port);
  await send(port, '/api/users/42?secret=1');
  await send(port, '/api/users/42/fault');
  await send(port, '/api/nothing');
  await send(port, '/nothing');
  await vi.waitFor(() => expect(backend.labelsOf(DURATION)).toHaveLength(4));
  expect(backend.labelsOf(DURATION)).toEqual([
    { 'http.request.method': 'GET', 'http.route': '/api/users/:id', 'http.response.status_code': 200 },
    {
      'http.request.method': 'GET',
      'http.route': '/api/users/:id/fault',
      'http.response.status_code': 500,
      'error.type': '500',
    },
    { 'http.request.method': 'GET', 'http.route': '/api*path', 'http.response.status_code': 404 },
    { 'http.request.method': 'GET', 'http.response.status_code': 404 },
  ]);
});
