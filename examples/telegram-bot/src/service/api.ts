import { type FastifyInstance, fastify } from 'fastify';
import type { Tally } from '../proof/tally.ts';
import type { Posts } from './posts.ts';

/** The HTTP API of the service. */
export function createApi(posts: Posts, tally: Tally): FastifyInstance {
  const api = fastify({ forceCloseConnections: true });
  api.addHook('onResponse', async () => tally.count('http.server.request.duration'));
  api.get('/channels', () => posts.channels());
  api.get<{ Params: { id: string } }>('/channels/:id/posts', ({ params }) => posts.sentIn(params.id));
  return api;
}
