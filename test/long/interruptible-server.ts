import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../servers/install-servers.ts';
import { freePort, until } from '../servers/server.ts';

/** A server program that can be stopped, restarted and paused. It keeps what it has stored. */
export class InterruptibleServer {
  readonly url: string;
  readonly #name: string;
  readonly #flags: readonly string[];
  readonly #folder: string;
  #child: ChildProcess | undefined;

  private constructor(name: string, port: number, folder: string, flags: readonly string[]) {
    this.url = `http://127.0.0.1:${port}`;
    this.#name = name;
    this.#folder = folder;
    this.#flags = [`-httpListenAddr=127.0.0.1:${port}`, '-opentelemetry.usePrometheusNaming', ...flags];
  }

  static async victoriaMetrics(): Promise<InterruptibleServer> {
    const folder = await mkdtemp(join(tmpdir(), 'victoria-metrics-'));
    const flags = [`-storageDataPath=${folder}`, '-search.latencyOffset=0s', '-retentionPeriod=1d'];
    const server = new InterruptibleServer('victoria-metrics', await freePort(), folder, flags);
    await server.start();
    return server;
  }

  /** An agent that forwards received data to a Prometheus. */
  static async vmagent(prometheus: string): Promise<InterruptibleServer> {
    const folder = await mkdtemp(join(tmpdir(), 'vmagent-'));
    const to = [`-remoteWrite.url=${prometheus}/api/v1/write`, '-remoteWrite.forcePromProto'];
    // Several queues overtake each other, and Prometheus rejects a whole request if one sample is older than another.
    const order = ['-remoteWrite.queues=1', '-remoteWrite.flushInterval=100ms'];
    const flags = [`-remoteWrite.tmpDataPath=${folder}`, ...order, ...to];
    const server = new InterruptibleServer('vmagent', await freePort(), folder, flags);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    this.#child = spawn(program(this.#name), this.#flags, { stdio: 'ignore' });
    await until(`${this.#name} to be ready`, async () => (await fetch(`${this.url}/health`)).ok);
  }

  async stop(): Promise<void> {
    this.#child?.kill();
    if (this.#child?.exitCode === null) await once(this.#child, 'exit');
  }

  /** Pauses the server: it keeps its connections but does not respond. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async close(): Promise<void> {
    this.resume();
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
