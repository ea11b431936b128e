import type { Environment } from './environment.ts';
import { Unresolved } from './unresolved.ts';

const reference = /\$\$|\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}|\$\{/g;

/**
 * A text with `${NAME}` and `${NAME:-default}` filled in; `$$` is a dollar sign. An empty variable counts as unset, and
 * one that is unset without a default is an error, unlike in OpenTelemetry's declarative files, where it is ''.
 */
export function interpolate(text: string, env: Environment): string | Unresolved {
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
  return problems.size > 0 ? new Unresolved([...problems].join('; ')) : filled;
}
