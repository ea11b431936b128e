import { Agent } from 'node:http';
import { startOtlpReceiver } from '@bot-metrics/testing';
import { expect, test } from 'vitest';
import { post } from '../../src/delivery/http-transport.ts';
import { readOutcome } from '../../src/delivery/outcome.ts';

const context = {
  protocol: 'http/protobuf',
  wallSeconds: 0,
  options: { receiver: 'endpoint', credentials: [] },
  secrets: [],
};

test('a request that is aborted before it starts is not sent, so that a delta is merged into the next one', async () => {
  const receiver = await startOtlpReceiver();
  const agent = new Agent();
  const signal = AbortSignal.abort(new Error('no complete answer within 1 s'));
  const answer = await post(new Uint8Array(1), { url: `${receiver.endpoint}/v1/metrics`, headers: {}, agent, signal });
  expect(answer).toMatchObject({ sent: false, error: { message: 'no complete answer within 1 s' } });
  expect(readOutcome(answer, context)).toMatchObject({ delivered: false, retry: 'next-export' });
  expect(receiver.exports).toEqual([]);
  agent.destroy();
  await receiver.close();
});
