import { expect, it } from 'vitest';
import { methodLabel } from '../src/method-label.ts';

it('keeps the methods of the Bot API, the first and the last of the list too', () => {
  for (const method of ['addStickerToSet', 'sendMessage', 'getUpdates', 'verifyUser']) {
    expect(methodLabel(method)).toBe(method);
  }
});

it('folds everything else', () => {
  for (const method of ['sendmessage', 'getUser42', '', 'constructor']) expect(methodLabel(method)).toBe('other');
});
