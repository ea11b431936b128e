import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BackendDeclaration, Option } from '@bot-metrics/core/options';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** The name of each generated interface. */
const interfaces: Readonly<Record<string, string>> = {
  prometheus: 'PrometheusBackendConfig',
  otlp: 'OtlpBackendConfig',
  statsd: 'StatsdBackendConfig',
  datadog: 'DatadogBackendConfig',
  cloudwatch: 'CloudWatchBackendConfig',
  stub: 'StubBackendConfig',
};

const installed: readonly string[] = ['datadog', 'cloudwatch'];

/** Generates the source of `backend-config.ts`, with an interface for each declaration. */
export function backendTypes(declarations: readonly BackendDeclaration[]): string {
  const names = declarations.map(({ type }) => interfaces[type]!);
  const source = `// Generated from the declarations of the backends by \`npx vitest -u\`. Change the declarations instead.
import type { MetricsBackendPort } from '@bot-metrics/core';
import type { Duration } from '@bot-metrics/core/options';

/** The settings of a backend, or a ready backend whose \`name\` equals its key. \`enabled: false\` removes a backend. */
export type BackendConfig = ${[...names, 'CustomBackendConfig', '{ readonly enabled: boolean }', 'MetricsBackendPort'].join(' | ')};

/**
 * A secret as text, or where to read it: an environment variable, a file (without its last line break) or a function. Credentials are
 * read again after they were refused.
 */
export type SecretValue = string | { readonly env: string } | { readonly file: string } | (() => string | Promise<string>);

${declarations.map(createInterface).join('\n\n')}

/** A backend of your own: \`type\` is the path or the package whose export \`backend\` declares it. */
export interface CustomBackendConfig {
  /** A path, relative to the configuration file, or the name of a package with a scope or a hyphen. */
  readonly type: \`./\${string}\` | \`../\${string}\` | \`/\${string}\` | \`@\${string}/\${string}\` | \`\${string}-\${string}\`;
  /** @default true */
  readonly enabled?: boolean;
  /** The options of the declaration. */
  readonly [option: string]: unknown;
}
`;
  return execFileSync(`${root}node_modules/.bin/biome`, ['format', '--stdin-file-path=backend-config.ts'], {
    cwd: root,
    input: source,
    encoding: 'utf8',
  });
}

function createInterface({ type, options }: BackendDeclaration): string {
  const members = Object.entries(options)
    .filter(([, { details }]) => details.inCode !== true)
    .map(
      ([name, option]) =>
        `/** ${option.details.description} @default ${formatDefault(option)} */\n  readonly ${name}?: ${option.type};`,
    );
  const separately = installed.includes(type) ? ', which is installed separately' : '';
  return `/** A backend of @bot-metrics/${type}${separately}. */
export interface ${interfaces[type]} {
  readonly type: '${type}';
  /** @default true */
  readonly enabled?: boolean;
  ${members.join('\n  ')}
}`;
}

/** Formats the default for a doc comment. */
function formatDefault({ details, type }: Option): string {
  const { default: value, defaultText: described } = details;
  if (described !== undefined) return described;
  if (value === undefined || value === '') return 'none';
  if (typeof value === 'string') return `'${value}'`;
  return type === 'Duration' ? `${value} s` : JSON.stringify(value);
}
