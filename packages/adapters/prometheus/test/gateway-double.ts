import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { parsePage, type StrictFamily } from './strict-page.ts';

/** A group's families by name. */
type Group = Map<string, StrictFamily>;

interface GatewayAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Keeps groups as a Pushgateway does, and is as strict: paths, methods, types of one metric in all groups. */
export class GatewayDouble {
  /** By the labels of the group, as JSON. */
  readonly groups = new Map<string, Group>();
  readonly requests: {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingMessage['headers'];
  }[] = [];
  /** Answers this instead, or nothing at all. */
  mood: GatewayAnswer | 'silent' | undefined;
  #url = '';

  get url(): string {
    return this.#url;
  }

  /** The samples of a group by name, with its labels alone. */
  samples(labels: Record<string, string>): Record<string, number> | undefined {
    const group = this.groups.get(JSON.stringify(labels));
    if (group === undefined) return undefined;
    const samples = [...group.values()].flatMap((family) => family.samples);
    return Object.fromEntries(samples.map(({ name, value }) => [name, value]));
  }

  static async start(): Promise<GatewayDouble> {
    const double = new GatewayDouble();
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const answer = double.#answer(request, Buffer.concat(chunks).toString());
        if (answer !== undefined) response.writeHead(answer.status, answer.headers).end(answer.text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    double.#url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return double;
  }

  #answer({ method = '', url = '', headers }: IncomingMessage, body: string): GatewayAnswer | undefined {
    this.requests.push({ method, path: url, headers });
    if (this.mood === 'silent') return undefined;
    if (this.mood !== undefined) return this.mood;
    const labels = labelsOf(url);
    if (labels === undefined) return { status: 404, text: '404 page not found\n' };
    const key = JSON.stringify(labels);
    if (method === 'DELETE') {
      this.groups.delete(key);
      return { status: 202, text: '' };
    }
    if (method !== 'PUT' && method !== 'POST') return { status: 405, text: 'Method Not Allowed\n' };
    const group: Group = method === 'PUT' ? new Map() : new Map(this.groups.get(key));
    for (const family of parsePage(body, 'text')) {
      // Within the group a metric is replaced, whatever its type was.
      const others = [...this.groups].flatMap(([other, known]) =>
        other === key ? [] : (known.get(family.name) ?? []),
      );
      const other = others[0];
      if (other !== undefined && other.type !== family.type) {
        return {
          status: 400,
          text: `pushed metrics are invalid or inconsistent with existing metrics: ${family.name}\n`,
        };
      }
      group.set(family.name, family);
    }
    this.groups.set(key, group);
    return { status: 200, text: '' };
  }
}

/** `/metrics/job/NAME{/LABEL/VALUE}`, each label also as `LABEL@base64`. */
function labelsOf(path: string): Record<string, string> | undefined {
  const [, metrics, ...parts] = path.split('/');
  if (metrics !== 'metrics' || parts.length < 2 || parts.length % 2 === 1) return undefined;
  const labels: Record<string, string> = {};
  for (let i = 0; i < parts.length; i += 2) {
    const [name = '', encoding] = parts[i]!.split('@');
    const value = decodeURIComponent(parts[i + 1]!);
    if (i === 0 && name !== 'job') return undefined;
    labels[name] = encoding === 'base64' ? Buffer.from(value, 'base64url').toString() : value;
  }
  return labels;
}
