import { configurationError, showKind } from '@bot-metrics/core/options';
import type { Document, Scalar } from 'yaml';
import { isTree } from '../config-tree.ts';
import type { ConfigSource } from './config-source.ts';
import type { Environment } from './environment.ts';
import { interpolate } from './interpolate.ts';

/** A number as people write identifiers: digits, with or without a point. */
const writtenNumber = /^-?\d[\d.]*$/;

/**
 * Reads settings from YAML or JSON text and replaces `${NAME}`. Variables are replaced in parsed scalars, so that a value with quotes
 * or line breaks stays one text.
 *
 * @param shown the name of the file in messages
 * @throws BotMetricsError `invalid_configuration` for text that is not YAML
 */
export async function readYamlSource(
  text: string,
  shown: string,
  folder: string,
  env: Environment,
): Promise<ConfigSource> {
  // Loaded lazily, so that programs without such a file do not wait for the parser.
  const { isNode, isSeq, LineCounter, parseDocument, visit } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, merge: true, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${shown}:${line}:${col}`;
  };
  const unexpected = document.errors.findIndex(({ code }) => code === 'UNEXPECTED_TOKEN');
  // Later errors are consequences of the unexpected token.
  const errors = unexpected < 0 ? document.errors : document.errors.slice(0, unexpected + 1);
  if (errors.length > 0) {
    throw configurationError(
      errors.map(({ message, pos: [offset] }) => {
        const remedy = text[offset - 1] === '$' ? `; within { } put "\${NAME}" in quotes` : '';
        // The message ends with an excerpt of the file, which may contain a secret.
        return { path: [], where: place(offset), text: message.replace(/: ".*$/s, '') + remedy };
      }),
    );
  }
  visit(document, {
    Scalar(key, node, path) {
      if (key === 'key') return;
      if (typeof node.value === 'string') node.value = interpolate(node.value, env);
      // A list has numbers that are numbers, such as bounds of buckets.
      else if (!path.some(isSeq)) node.value = keepDigits(node);
    },
  });
  const value = toValue(document, shown);
  if (!isTree(value)) {
    const remedy = typeof value === 'string' && value.includes(':') ? '; write a space after each colon' : '';
    const text = `expected a map of settings such as "prefix: shop.", found ${showKind(value)}${remedy}`;
    throw configurationError([{ path: [], where: shown, text }]);
  }
  return {
    value: Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('x-'))),
    name: shown,
    folder,
    where(path) {
      const node = document.getIn(path, true);
      return isNode(node) && node.range ? place(node.range[0]) : shown;
    },
  };
}

/** The digits as they are written where the number would change them: `012345`, `1.10`, and identifiers of 17 digits and more. */
function keepDigits({ value, source }: Scalar): unknown {
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value;
  return writtenNumber.test(source) ? source : value;
}

/** An empty document has no settings. */
function toValue(document: Document, shown: string): unknown {
  let value: unknown;
  try {
    value = document.toJS() ?? {};
  } catch (cause) {
    // Aliases of unknown anchors, and thousands of aliases.
    const text = `cannot be read: ${cause instanceof Error ? cause.message : 'unknown error'}`;
    throw configurationError([{ path: [], where: shown, text }], cause);
  }
  if (isCyclic(value, [])) {
    throw configurationError([{ path: [], where: shown, text: 'an alias must not stand within its own anchor' }]);
  }
  return value;
}

function isCyclic(value: unknown, parents: readonly unknown[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return parents.includes(value) || Object.values(value).some((inner) => isCyclic(inner, [...parents, value]));
}
