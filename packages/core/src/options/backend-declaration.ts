import type { Problem } from '../bot-metrics-error.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { MetricsBackendPort } from '../ports/metrics-backend-port.ts';
import type { ExemplarSource } from '../store/columns/exemplar-columns.ts';
import { isTree, readGroup } from './collections.ts';
import { configurationError } from './configuration-error.ts';
import type { OptionGroup, OptionsOf, ResolvedOptions } from './option.ts';

/** What a backend is created with besides its own options. */
export interface BackendContext {
  /** Unique in the configuration. */
  readonly name: string;
  readonly diagnostics: Diagnostics;
  /** Resource attributes, such as `service.name`. */
  readonly resource: Readonly<Record<string, string | number | boolean>>;
  readonly exemplars?: ExemplarSource;
}

/**
 * Everything the SDK needs to know about a kind of backend. The types, the validation, the environment variables, the JSON
 * Schema and the option table of the README are derived from it. A package exports it as `backend`; then the
 * configuration can name the package, or the path of the module, as `type`.
 */
export interface BackendDeclaration<G extends OptionGroup = OptionGroup> {
  /** The name in messages and in the configuration, such as `otlp`. */
  readonly type: string;
  readonly options: G;
  /**
   * Finds what is wrong with options that are right one by one, such as two that exclude each other. `options` has
   * `undefined` for each option that is not set or has a problem already; `given` has everything that the user wrote.
   */
  readonly check?: (options: ResolvedOptions<G>, given: OptionsOf<G>) => readonly Problem[];
  /**
   * @param options only what the user wrote, checked; durations are seconds
   * @throws BotMetricsError `invalid_configuration`, whose problems have paths that start at the options
   */
  readonly create: (options: OptionsOf<G>, context: BackendContext) => MetricsBackendPort | Promise<MetricsBackendPort>;
}

type Tree = { readonly [name: string]: unknown };

/** Options that every constructor takes besides the declared ones. */
const contextOptions = ['name', 'diagnostics', 'resource', 'exemplars', 'clock', 'scheduler'];

/** Infers the types of a declaration. */
export function defineBackend<const G extends OptionGroup>(declaration: BackendDeclaration<G>): BackendDeclaration<G> {
  return declaration;
}

/** Whether a value that a module exports is a declaration. */
export function isBackendDeclaration(value: unknown): value is BackendDeclaration {
  if (typeof value !== 'object' || value === null) return false;
  const { type, options, create } = value as Record<string, unknown>;
  return typeof type === 'string' && isTree(options) && typeof create === 'function';
}

/**
 * Checks options. `resolved` has a value for every option that is set or has a default; `written` has everything that is
 * set, also what has a problem. The problems' paths start at the options.
 */
export function checkOptions<G extends OptionGroup>(
  { options, check }: Pick<BackendDeclaration<G>, 'options' | 'check'>,
  given: unknown,
): {
  readonly resolved: ResolvedOptions<G>;
  readonly written: OptionsOf<G>;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const tree = isTree(given) ? given : {};
  const resolved = readGroup(options, tree, { path: [], problems });
  const written = Object.fromEntries(
    Object.entries(tree)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, (resolved as Tree)[name] ?? value]),
  ) as OptionsOf<G>;
  // An option that has a problem already is `undefined` here, and must not be reported once more as missing.
  const faulty = new Set(problems.map(({ path: [option] }) => option));
  const further = check?.(resolved, written) ?? [];
  problems.push(...further.filter(({ path: [option] }) => !faulty.has(option)));
  return { resolved, written, problems };
}

/**
 * The options of a constructor, checked, with every default filled in. The options of `BackendContext`, `clock` and
 * `scheduler` may stand beside the declared ones; they are not checked.
 * @throws BotMetricsError `invalid_configuration` with every problem
 */
export function resolveOptions<G extends OptionGroup>(
  declaration: Pick<BackendDeclaration<G>, 'options' | 'check'>,
  given: object,
): ResolvedOptions<G> {
  const own = Object.entries(given).filter(
    ([key]) => Object.hasOwn(declaration.options, key) || !contextOptions.includes(key),
  );
  const { resolved, problems } = checkOptions(declaration, Object.fromEntries(own));
  if (problems.length > 0) throw configurationError(problems);
  return resolved;
}
