import { expect, onTestFinished, test } from 'vitest';
import { type FakeBotApi, startFakeBotApi } from '../../src/fake-bot-api/fake-bot-api.ts';

async function start(): Promise<FakeBotApi> {
  const api = await startFakeBotApi();
  onTestFinished(() => api.close());
  return api;
}

interface Answered {
  readonly status: number;
  readonly ok: boolean;
  readonly result?: unknown;
  readonly description?: string;
  readonly parameters?: unknown;
}

async function call(api: FakeBotApi, method: string, params: object = {}, signal?: AbortSignal): Promise<Answered> {
  const response = await fetch(`${api.apiRoot}/bot${api.token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
    ...(signal && { signal }),
  });
  return { status: response.status, ...((await response.json()) as Omit<Answered, 'status'>) };
}

async function poll(api: FakeBotApi, params: object = {}): Promise<unknown[]> {
  const { result } = await call(api, 'getUpdates', params);
  return (result as { update_id: number; message?: { text: string } }[]).map((u) => u.message?.text ?? u.update_id);
}

test('finds methods in any case, on the test path too, by GET and by POST', async () => {
  const api = await start();
  const me = await fetch(`${api.apiRoot}/bot1:other-token/test/GETME`);
  expect(await me.json()).toMatchObject({ ok: true, result: { id: 42, is_bot: true, username: 'fake_bot' } });
  expect(api.calls).toMatchObject([{ method: 'getMe', status: 200 }]);
});

test('rejects an unknown method, another path and a broken body', async () => {
  const api = await start();
  expect(await call(api, 'sendGift')).toMatchObject({ status: 404, ok: false, error_code: 404 });
  expect((await fetch(`${api.apiRoot}/file/bot1/photo.jpg`)).status).toBe(404);
  const broken = await fetch(`${api.apiRoot}/bot1/getMe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  });
  expect(broken.status).toBe(400);
  expect(api.calls.map(({ method }) => method)).toEqual(['sendGift']);
});

test('returns pending updates in order, and an offset confirms earlier ones', async () => {
  const api = await start();
  const first = api.pushText('one');
  api.pushText('two');
  api.pushText('three');
  expect(await poll(api, { limit: 2 })).toEqual(['one', 'two']);
  expect(await poll(api, { offset: first.update_id + 1 })).toEqual(['two', 'three']);
  expect(api.pendingUpdates).toBe(2);
});

test('a poll without updates waits until one is pushed', async () => {
  const api = await start();
  const polls = [poll(api, { timeout: 60 }), poll(api, { timeout: '60' })];
  await api.waitFor(() => api.waitingPolls === 2);
  expect(api.calls.map(({ status }) => status)).toEqual([undefined, undefined]);
  api.pushText('hello');
  expect(await Promise.all(polls)).toEqual([['hello'], ['hello']]);
  expect([api.waitingPolls, api.calls.map(({ status }) => status)]).toEqual([0, [200, 200]]);
});

test('a poll ends empty after its timeout', async () => {
  const api = await start();
  const before = performance.now();
  expect(await poll(api, { timeout: 0.1 })).toEqual([]);
  expect(performance.now() - before).toBeGreaterThanOrEqual(95);
});

test('a client that disconnects frees its poll', async () => {
  const api = await start();
  const client = new AbortController();
  const polling = expect(call(api, 'getUpdates', { timeout: 60 }, client.signal)).rejects.toThrow('aborted');
  await api.waitFor(() => api.waitingPolls === 1);
  client.abort();
  await polling;
  await api.waitFor(() => api.waitingPolls === 0);
  api.pushText('kept');
  expect(await poll(api)).toEqual(['kept']);
});

test('closing ends polls and delayed calls', async () => {
  const api = await start();
  api.delay('getMe', 60);
  const ends = [call(api, 'getUpdates', { timeout: 60 }), call(api, 'getMe')].map((ending) =>
    expect(ending).rejects.toThrow('fetch failed'),
  );
  await api.waitFor((calls) => calls.length === 2 && api.waitingPolls === 1);
  await api.close();
  await Promise.all(ends);
  await expect(call(api, 'getMe')).rejects.toThrow('fetch failed');
});

test('echoes sent messages and assigns increasing ids', async () => {
  const api = await start();
  const reply_markup = { inline_keyboard: [[{ text: 'Like', callback_data: 'like' }]] };
  const sent = await call(api, 'sendMessage', { chat_id: 7, text: 'hi', reply_markup });
  expect(sent.result).toMatchObject({ message_id: 1, chat: { id: 7 }, from: { id: 42 }, text: 'hi', reply_markup });
  expect(api.pushText('hello')).toMatchObject({ message: { message_id: 2 } });
  expect(api.pushCallback('like')).toMatchObject({ callback_query: { data: 'like', message: { message_id: 3 } } });
  expect((await call(api, 'sendMessage', { chat_id: 7, text: 'hi' })).result).toMatchObject({ message_id: 4 });
});

test('reads markup from a form as text and files as parts', async () => {
  const api = await start();
  const form = new FormData();
  form.set('chat_id', '@news');
  form.set('caption', 'cat');
  form.set('reply_markup', '{"inline_keyboard":[]}');
  form.set('photo', new File(['png'], 'cat.png'));
  const response = await fetch(`${api.apiRoot}/bot1/sendPhoto`, { method: 'POST', body: form });
  expect(await response.json()).toMatchObject({
    result: { chat: { username: 'news' }, caption: 'cat', photo: [{}], reply_markup: { inline_keyboard: [] } },
  });
  expect(api.calls[0]).toMatchObject({
    params: { caption: 'cat', photo: { filename: 'cat.png', sizeBytes: 3 } },
    contentType: expect.stringContaining('multipart/form-data'),
  });
});

test('refuses messages without chat or content like Telegram', async () => {
  const api = await start();
  const description = async (method: string, params: object) => (await call(api, method, params)).description;
  expect(await description('sendMessage', { text: 'hi' })).toBe('Bad Request: chat_id is empty');
  expect(await description('sendMessage', { chat_id: 7, text: '' })).toBe('Bad Request: message text is empty');
  expect(await description('sendPhoto', { chat_id: 7 })).toBe('Bad Request: there is no photo in the request');
  expect(await description('editMessageText', { chat_id: 7, text: 'x' })).toContain('message identifier');
});

test('accepts edited text, answered buttons and commands', async () => {
  const api = await start();
  const edited = await call(api, 'editMessageText', { chat_id: 7, message_id: 3, text: 'new' });
  expect(edited.result).toMatchObject({ message_id: 3, text: 'new', edit_date: expect.any(Number) });
  expect((await call(api, 'editMessageText', { inline_message_id: 'x', text: 'new' })).result).toBe(true);
  expect((await call(api, 'answerCallbackQuery', { callback_query_id: '1' })).result).toBe(true);
  const commands = [{ command: 'start', description: 'Start' }];
  expect((await call(api, 'setMyCommands', { commands })).result).toBe(true);
  expect((await call(api, 'getMyCommands')).result).toEqual(commands);
});

test('webhook info contains the URL and the number of pending updates', async () => {
  const api = await start();
  api.pushText('one');
  api.pushText('two');
  await call(api, 'setWebhook', { url: 'https://bot.example/hook' });
  expect((await call(api, 'getWebhookInfo')).result).toMatchObject({
    url: 'https://bot.example/hook',
    pending_update_count: 2,
  });
  expect(await call(api, 'getUpdates')).toMatchObject({
    status: 409,
    description: expect.stringContaining('Conflict'),
  });
  await call(api, 'deleteWebhook', { drop_pending_updates: true });
  expect((await call(api, 'getWebhookInfo')).result).toMatchObject({ url: '', pending_update_count: 0 });
});

test('a flood wait is given in the description and as a parameter', async () => {
  const api = await start();
  api.floodWait('sendMessage', 3);
  expect(await call(api, 'sendMessage', { chat_id: 7, text: 'hi' })).toEqual({
    status: 429,
    ok: false,
    error_code: 429,
    description: 'Too Many Requests: retry after 3',
    parameters: { retry_after: 3 },
  });
  expect((await call(api, 'sendMessage', { chat_id: 7, text: 'hi' })).ok).toBe(true);
});

test('a refused recipient is recognisable by the description', async () => {
  const api = await start();
  api.refuse('sendMessage', 'blocked');
  api.refuse('sendMessage', 'chat_not_found');
  const send = () => call(api, 'sendMessage', { chat_id: 7, text: 'hi' });
  expect(await send()).toMatchObject({ status: 403, description: 'Forbidden: bot was blocked by the user' });
  expect(await send()).toMatchObject({ status: 400, description: 'Bad Request: chat not found' });
});

test('any error can be requested for any method until recover()', async () => {
  const api = await start();
  const parameters = { migrate_to_chat_id: -1 };
  api.fail('*', 502, 'Bad Gateway', { times: Number.POSITIVE_INFINITY, parameters });
  expect(await call(api, 'getMe')).toMatchObject({ status: 502, description: 'Bad Gateway', parameters });
  expect((await call(api, 'getUpdates')).status).toBe(502);
  api.recover();
  expect((await call(api, 'getMe')).status).toBe(200);
});

test('a disconnected call is logged without a status', async () => {
  const api = await start();
  api.hangUp('getMe', { times: 2 });
  await expect(call(api, 'getMe')).rejects.toThrow('fetch failed');
  await expect(call(api, 'getMe')).rejects.toThrow('fetch failed');
  await call(api, 'getMe');
  expect(api.calls.map(({ status }) => status)).toEqual([undefined, undefined, 200]);
});

test('a delayed call is answered after its delay', async () => {
  const api = await start();
  api.delay('getMe', 0.1);
  const before = performance.now();
  expect((await call(api, 'getMe')).ok).toBe(true);
  expect(performance.now() - before).toBeGreaterThanOrEqual(95);
});

test('a delayed poll counts as waiting from its start', async () => {
  const api = await start();
  api.delay('getUpdates', 0.01);
  const polling = poll(api, { timeout: 60 });
  await api.waitFor(() => api.waitingPolls === 1);
  api.pushText('hello');
  expect(await polling).toEqual(['hello']);
});

test('a method can be added or replaced', async () => {
  const api = await start();
  api.define('getChat', ({ chat_id }) => ({ id: chat_id, type: 'channel' }));
  api.define('getWebhookInfo', () => ({ pending_update_count: 3, last_error_date: 5 }));
  expect((await call(api, 'getchat', { chat_id: -1 })).result).toEqual({ id: -1, type: 'channel' });
  expect((await call(api, 'getWebhookInfo')).result).toMatchObject({ last_error_date: 5 });
  expect(api.calls[0]?.method).toBe('getChat');
});

test('the log contains the parameters and time of each call', async () => {
  const api = await start();
  const before = Date.now() / 1000;
  await call(api, 'sendMessage', { chat_id: 7, text: 'hi' });
  const [logged] = api.calls;
  expect(logged).toMatchObject({ params: { chat_id: 7, text: 'hi' }, contentType: 'application/json', status: 200 });
  expect(logged?.at).toBeGreaterThanOrEqual(before);
  expect(logged?.at).toBeLessThanOrEqual(Date.now() / 1000);
});

test('lists the calls when a wait times out', async () => {
  const api = await start();
  await call(api, 'getMe');
  await expect(api.waitFor((calls) => calls.length === 2, 0.01)).rejects.toThrow('1 call arrived: "getMe"');
});
