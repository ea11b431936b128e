import { expect, onTestFinished, test } from 'vitest';
import { type HttpCaptureOptions, startHttpCapture } from '../../src/capture/http-capture.ts';

async function start(options?: HttpCaptureOptions) {
  const capture = await startHttpCapture(options);
  onTestFinished(() => capture.close());
  return capture;
}

test('records requests with their bytes and responds with 200', async () => {
  const capture = await start();
  const body = Buffer.from([0, 255, 10]);
  const response = await fetch(`${capture.url}/api/v2/series?x=1`, {
    method: 'PUT',
    body,
    headers: { 'dd-api-key': 'k' },
  });
  expect([response.status, await response.text()]).toEqual([200, '']);
  await capture.waitFor((requests) => requests.length === 1);
  expect(capture.requests[0]).toMatchObject({
    method: 'PUT',
    url: '/api/v2/series?x=1',
    headers: { 'dd-api-key': 'k' },
    body,
  });
});

test('can respond depending on the request', async () => {
  const capture = await start({
    respond: ({ url }) => (url === '/busy' ? { status: 503, headers: { 'retry-after': '2' }, body: 'later' } : {}),
  });
  const busy = await fetch(`${capture.url}/busy`);
  expect([busy.status, busy.headers.get('retry-after'), await busy.text()]).toEqual([503, '2', 'later']);
  expect((await fetch(capture.url)).status).toBe(200);
});

test('lists the requests that arrived when a wait times out', async () => {
  const capture = await start();
  await fetch(`${capture.url}/a`);
  await expect(capture.waitFor((requests) => requests.length === 2, 0.01)).rejects.toThrow(
    '1 request arrived: "GET /a"',
  );
});

test('can reset, ignore or refuse requests', async () => {
  const capture = await start({ respond: ({ url }) => (url === '/reset' ? 'reset' : 'hang') });
  await expect(fetch(`${capture.url}/reset`)).rejects.toThrow();
  const hanging = expect(fetch(`${capture.url}/hang`)).rejects.toThrow();
  await capture.waitFor((requests) => requests.length === 2);
  await capture.down();
  await hanging;
  await expect(fetch(capture.url)).rejects.toThrow();
  await capture.up();
  const answered = fetch(capture.url).catch(() => {});
  await capture.waitFor((requests) => requests.length === 3);
  await capture.close();
  await answered;
});
