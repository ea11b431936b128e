import type { Format } from './format.ts';
import { openMetrics } from './openmetrics.ts';
import { protobuf } from './protobuf.ts';
import { text } from './text.ts';
import { textWithQuotedNames } from './text-with-quoted-names.ts';

/** In order of preference where a scraper has none; the first is the one that any client understands. */
export const formats: readonly [Format, ...Format[]] = [text, textWithQuotedNames, openMetrics, protobuf];
