import { expect, it } from 'vitest';
import { methodLabel } from '../src/method-label.ts';

it('keeps Bot API methods, including the first and last of the list', () => {
  for (const method of ['addStickerToSet', 'sendMessage', 'getUpdates', 'verifyUser']) {
    expect(methodLabel(method)).toBe(method);
  }
});

it('replaces every other method with other', () => {
  for (const method of ['sendmessage', 'getUser42', '', 'constructor']) expect(methodLabel(method)).toBe('other');
});
