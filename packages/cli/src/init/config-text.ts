import type { BackendChoice } from './backend-choices.ts';

/** Returns the text of `bot-metrics.config.yaml`. */
export function configText(service: string, backends: readonly BackendChoice[]): string {
  const blocks = backends.map(({ name, settings }) =>
    [`  ${name}:`, ...settings.map((line) => `    ${line}`)].join('\n'),
  );
  return `# yaml-language-server: $schema=./node_modules/@bot-metrics/sdk/schema.json
service:
  # Quoted, since a name of digits would be read as a number. $$ is a dollar sign.
  name: ${JSON.stringify(service.replaceAll('$', '$$$$'))}
  environment: \${NODE_ENV:-development}
backends:
${blocks.join('\n')}
`;
}
