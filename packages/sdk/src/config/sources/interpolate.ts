import { UnreadableValue } from '@bot-metrics/core/options';
import type { Environment } from './environment.ts';

const reference = /\$\$|\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}|\$\{/g;

/**
 * Fills in `${NAME}` and `${NAME:-default}`; `$$` is a dollar sign. An empty variable counts as unset. A variable that is
 * unset and has no default is an error, unlike in OpenTelemetry's declarative files, where it becomes an empty text.
 */
export function interpolate(text: string, env: Environment): string | UnreadableValue {
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
