import { UnreadableValue } from '@bot-metrics/core/options';
import type { Environment } from './environment.ts';

const name = /(?:env:)?([A-Za-z_]\w*)/y;

/**
 * Replaces `${NAME}` and `${NAME:-default}`; `$$` is a dollar sign. A default may contain references and pairs of braces. An empty
 * variable counts as unset. An unset variable without a default is an error, unlike in OpenTelemetry's declarative files, where it
 * becomes an empty text. Their form `${env:NAME}` is read as well.
 */
export function interpolate(text: string, env: Environment): string | UnreadableValue {
  if (!text.includes('$')) return text;
  const template = new Template(text, env);
  const filled = template.readUntilEnd();
  return template.problems.size > 0 ? new UnreadableValue([...template.problems].join('; ')) : filled;
}

class Template {
  readonly problems = new Set<string>();
  readonly #text: string;
  readonly #env: Environment;
  #at = 0;

  constructor(text: string, env: Environment) {
    this.#text = text;
    this.#env = env;
  }

  readUntilEnd(): string {
    return this.#read(true, false);
  }

  /**
   * @param isUsed whether the text counts: problems of a default that is not needed do not
   * @param isDefault whether the text ends at its closing brace
   */
  #read(isUsed: boolean, isDefault: boolean): string {
    let filled = '';
    let depth = 0;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at]!;
      if (character === '}' && isDefault && depth === 0) return filled;
      if (this.#skip('$$')) filled += '$';
      else if (this.#skip('${')) filled += this.#readReference(isUsed);
      else {
        if (character === '{') depth += 1;
        if (character === '}') depth -= 1;
        filled += character;
        this.#at += 1;
      }
    }
    return filled;
  }

  /** Reads a reference behind its `${`. */
  #readReference(isUsed: boolean): string {
    name.lastIndex = this.#at;
    const [whole, variable] = name.exec(this.#text) ?? [];
    if (whole === undefined || variable === undefined) return this.#fail(isUsed);
    this.#at += whole.length;
    const value = this.#env[variable] || undefined;
    if (this.#skip('}')) {
      if (value === undefined && isUsed)
        this.problems.add(`environment variable ${variable} is not set; set it, or write \${${variable}:-default}`);
      return value ?? '';
    }
    if (!this.#skip(':-')) return this.#fail(isUsed);
    const byDefault = this.#read(isUsed && value === undefined, true);
    return this.#skip('}') ? (value ?? byDefault) : this.#fail(isUsed);
  }

  #fail(isUsed: boolean): string {
    const text = `"\${" must begin \${NAME} or \${NAME:-default} and end with "}"; write "$$" for a dollar sign`;
    if (isUsed) this.problems.add(text);
    return '';
  }

  #skip(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }
}
