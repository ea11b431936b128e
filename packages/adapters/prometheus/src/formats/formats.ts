import type { Format } from './format.ts';
import { protobuf } from './protobuf/protobuf.ts';
import { openMetrics } from './text/openmetrics.ts';
import { text, textWithQuotedNames } from './text/text.ts';

/** In order of preference for scrapers without one. Every client understands the first. */
export const formats: readonly [Format, ...Format[]] = [text, textWithQuotedNames, openMetrics, protobuf];
