import type { ConfigSource } from './config-source.ts';
import type { Environment } from './environment.ts';
import { interpolate } from './interpolate.ts';
import { configurationError } from './problem.ts';

/**
 * Settings from YAML or JSON text, with `${NAME}` filled in. This is done on parsed scalars, so that a value with quotes
 * or line breaks stays one text.
 *
 * @param shown the file's name for people
 * @throws BotMetricsError `invalid_configuration` for text that is no YAML
 */
export async function yamlSource(text: string, shown: string, folder: string, env: Environment): Promise<ConfigSource> {
  // Loaded here, because programs without such a file need not wait for it.
  const { isNode, LineCounter, parseDocument, visit } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${shown}:${line}:${col}`;
  };
  const unexpected = document.errors.findIndex(({ code }) => code === 'UNEXPECTED_TOKEN');
  // What follows an unexpected token is of its making.
  const errors = unexpected < 0 ? document.errors : document.errors.slice(0, unexpected + 1);
  if (errors.length > 0) {
    throw configurationError(
      errors.map(({ message, pos: [offset] }) => {
        const remedy = text[offset - 1] === '$' ? `; within { } put "\${NAME}" in quotes` : '';
        // The message ends with a piece of the file, which may be a secret.
        return { path: [], where: place(offset), text: message.replace(/: ".*$/s, '') + remedy };
      }),
    );
  }
  visit(document, {
    Scalar(key, node) {
      if (key !== 'key' && typeof node.value === 'string') node.value = interpolate(node.value, env);
    },
  });
  return {
    value: document.toJS() ?? {},
    folder,
    where(path) {
      const node = document.getIn(path, true);
      return isNode(node) && node.range ? place(node.range[0]) : shown;
    },
  };
}
