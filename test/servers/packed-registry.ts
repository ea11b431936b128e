import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An npm registry that serves one version of each packed package. */
export interface PackedRegistry {
  readonly url: string;
  close(): void;
}

/** Source: https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
export async function startPackedRegistry(tarballs: ReadonlyMap<string, string>): Promise<PackedRegistry> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    const name = path.replace(/^\//, '').replace(/\.tgz$/, '');
    const file = tarballs.get(name);
    if (file === undefined) return void response.writeHead(404).end('{}');
    const bytes = await readFile(file);
    if (path.endsWith('.tgz')) return void response.end(bytes);
    const { stdout } = await run('tar', ['-xzOf', file, 'package/package.json']);
    const manifest = JSON.parse(stdout);
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    const versions = { [manifest.version]: { ...manifest, dist: { integrity, tarball: `${url}${name}.tgz` } } };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name, 'dist-tags': { latest: manifest.version }, versions }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
