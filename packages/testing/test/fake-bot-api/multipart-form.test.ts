import { expect, test } from 'vitest';
import { readMultipartForm } from '../../src/fake-bot-api/multipart-form.ts';

async function encode(form: FormData): Promise<{ body: Buffer; boundary: string }> {
  const request = new Request('http://localhost', { method: 'POST', body: form });
  const boundary = request.headers.get('content-type')?.split('boundary=')[1] ?? '';
  return { body: Buffer.from(await request.bytes()), boundary };
}

test('reads text fields as text, whatever they contain', async () => {
  const form = new FormData();
  form.set('caption', 'größe\r\n\r\nsecond line -- "quoted"');
  form.set('empty', '');
  const { body, boundary } = await encode(form);
  expect(readMultipartForm(body, boundary)).toEqual({ caption: 'größe\r\n\r\nsecond line -- "quoted"', empty: '' });
});

test('keeps the name, type and size in bytes of files', async () => {
  const form = new FormData();
  form.set('photo', new File([new Uint8Array([255, 13, 10, 0])], 'cat.png', { type: 'image/png' }));
  const { body, boundary } = await encode(form);
  expect(readMultipartForm(body, boundary)).toEqual({
    photo: { filename: 'cat.png', contentType: 'image/png', sizeBytes: 4 },
  });
});

test('reads the form of grammY, which does not quote file names', () => {
  const body = Buffer.from(
    '--x\r\ncontent-disposition:form-data;name="abc";filename=cat.png\r\ncontent-type:image/png\r\n\r\npng\r\n--x--\r\n',
  );
  expect(readMultipartForm(body, 'x')).toEqual({
    abc: { filename: 'cat.png', contentType: 'image/png', sizeBytes: 3 },
  });
});
