import type { Format } from './format.ts';
import { text } from './text.ts';

/** Version 1.0.0 of the text format: that of before, in which names may be anything, in quotes. */
export const textWithQuotedNames: Format = {
  ...text,
  contentType: 'text/plain; version=1.0.0; charset=utf-8',
  answers: (mediaRange, parameters) => mediaRange === 'text/plain' && parameters.get('version') === '1.0.0',
  quotesNames: true,
};
