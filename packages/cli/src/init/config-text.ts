import type { BackendChoice } from './backend-choices.ts';

/** The text of `bot-metrics.config.yaml`. */
export function configText(service: string, backends: readonly BackendChoice[]): string {
  const blocks = backends.map(({ name, settings }) =>
    [`  ${name}:`, ...settings.map((line) => `    ${line}`)].join('\n'),
  );
  return `# yaml-language-server: $schema=./node_modules/@bot-metrics/sdk/schema.json
service:
  # In quotes, because a name of digits would be a number; $$ is a dollar sign.
  name: ${JSON.stringify(service.replaceAll('$', '$$$$'))}
  environment: \${NODE_ENV:-development}
backends:
${blocks.join('\n')}
`;
}
