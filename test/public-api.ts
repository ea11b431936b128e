import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An exported declaration of a package, as in its `.d.ts`. */
export interface PublicDeclaration {
  readonly name: string;
  /** Without comments and private members. */
  readonly text: string;
  readonly documented: boolean;
}

/** The exports of a built package's entry point, by name. */
export function publicDeclarations(entryPoint: string): PublicDeclaration[] {
  const index = readFileSync(entryPoint, 'utf8');
  return [...index.matchAll(/export (?:type )?\{([^}]*)\} from '([^']+)'/g)]
    .flatMap(([, names = '', from = '']) => {
      if (from.startsWith('@bot-metrics/')) return namesIn(names).map((name) => reexport(name, from));
      const file = join(dirname(entryPoint), from.replace(/\.ts$/, '.d.ts'));
      if (!existsSync(file))
        throw new Error(`${entryPoint} exports from ${from}, which is not built; build the packages first`);
      const declarations = readFileSync(file, 'utf8');
      return namesIn(names).map((name) => findDeclaration(name, declarations));
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.replace(/^\s*type\s/, '').trim())
    .filter((name) => name !== '');
}

/** Another package documents it. */
function reexport(name: string, from: string): PublicDeclaration {
  return { name, text: `export { ${name} } from '${from}';`, documented: true };
}

function findDeclaration(name: string, declarations: string): PublicDeclaration {
  const start = new RegExp(
    `^export (?:declare )?(?:abstract )?(?:class|interface|type|function|const) ${name.replace('$', '\\$')}\\b`,
    'm',
  ).exec(declarations);
  if (start === null) throw new Error(`no declaration of ${name}`);
  const text = declarations.slice(start.index, findEnd(declarations, start.index));
  return {
    name,
    text: text
      .replace(/\/\*\*[\s\S]*?\*\//g, '')
      .replace(/^\s*(?:#private;|private .*)$/gm, '')
      .replace(/\n\s*\n/g, '\n'),
    documented: /\*\/\s*$/.test(declarations.slice(0, start.index)),
  };
}

/** Finds the end of a declaration: after its closing brace, or at a semicolon outside braces. Skips comments. */
function findEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text.startsWith('/*', at)) at = text.indexOf('*/', at) + 1;
    else if ('{(['.includes(text[at]!)) depth += 1;
    else if ('})]'.includes(text[at]!)) {
      depth -= 1;
      if (depth === 0 && text[at] === '}' && /^\s*(?:\n|$)/.test(text.slice(at + 1))) return at + 1;
    } else if (text[at] === ';' && depth === 0) return at + 1;
  }
  return text.length;
}
