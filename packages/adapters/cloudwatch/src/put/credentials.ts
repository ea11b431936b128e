import { cleanPasted, type Problem } from '@bot-metrics/core/options';

/** The variables from which the AWS SDK reads credentials. Each is a single word. */
const variables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/**
 * Finds credentials of the AWS SDK that were pasted with something else. The SDK signs with them as they stand, and AWS answers that the
 * signature does not match. With `AWS_PROFILE`, the SDK does not use these variables.
 */
export function findCredentialProblems(env: NodeJS.ProcessEnv = process.env): Problem[] {
  if (env.AWS_PROFILE) return [];
  return variables.flatMap((name) => {
    const value = env[name];
    const mistake = value === undefined || value === '' ? undefined : findMistake(value);
    return mistake === undefined ? [] : [{ path: [], text: `${name}: expected only the value, ${mistake}` }];
  });
}

function findMistake(value: string): string | undefined {
  if (cleanPasted(value) !== value) return 'received white space or quotes around it; remove them';
  if (/^(?:export\s+)?\w+\s*=\s*\S/.test(value)) return 'received a name before it; remove everything up to "="';
  return /[^\x21-\x7e]/.test(value)
    ? 'received white space or another character that it cannot have; copy it again'
    : undefined;
}
