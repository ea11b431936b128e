import 'reflect-metadata';
import { MetricsCollectorService } from '@bot-metrics/core';
import { instrumentHttpServer } from '@bot-metrics/http';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const backend = new PrometheusMetricsBackend({ listen: false });
instrumentHttpServer(new MetricsCollectorService(backend));

@Controller('users')
class UsersController {
  @Get(':id')
  find(): string {
    return 'user';
  }
}

@Module({ controllers: [UsersController] })
class ApplicationModule {}

const app = await NestFactory.create(ApplicationModule, { logger: false, forceCloseConnections: true });
await app.listen(0, '127.0.0.1');
await (await fetch(`${await app.getUrl()}/users/42`)).text();
await app.close();
console.log(await backend.getMetricsOutput());
