import { configurationError, UnreadableValue } from '@bot-metrics/core/options';
import type { ConfigSource } from './config-source.ts';
import type { Environment } from './environment.ts';

const reference = /\$\$|\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}|\$\{/g;

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
  const { isNode, LineCounter, parseDocument, visit } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
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
    Scalar(key, node) {
      if (key !== 'key' && typeof node.value === 'string') node.value = interpolate(node.value, env);
    },
  });
  return {
    value: document.toJS() ?? {},
    name: shown,
    folder,
    where(path) {
      const node = document.getIn(path, true);
      return isNode(node) && node.range ? place(node.range[0]) : shown;
    },
  };
}

/**
 * Replaces `${NAME}` and `${NAME:-default}`; `$$` is a dollar sign. An empty variable counts as unset. An unset variable without a
 * default is an error, unlike in OpenTelemetry's declarative files, where it becomes an empty text.
 */
function interpolate(text: string, env: Environment): string | UnreadableValue {
  const problems = new Set<string>();
  const filled = text.replace(reference, (whole: string, name?: string, byDefault?: string) => {
    if (whole === '$$') return '$';
    if (name === undefined) {
      problems.add(`"\${" must begin \${NAME} or \${NAME:-default}; write "$$" for a dollar sign`);
      return '';
    }
    const value = env[name] || byDefault;
    if (value === undefined) {
      problems.add(`environment variable ${name} is not set; set it, or write \${${name}:-default}`);
    }
    return value ?? '';
  });
  return problems.size > 0 ? new UnreadableValue([...problems].join('; ')) : filled;
}
