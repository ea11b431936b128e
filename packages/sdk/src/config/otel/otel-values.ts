/** Reports a variable that is not used, with the reason. */
export type Ignore = (variable: string, reason: string) => void;

/** Parses `name=value,name=value` with percent-encoded values. A part without "=" is skipped and reported. */
export function parseAssignments(
  text: string | undefined,
  report: (reason: string) => void,
): (readonly [string, string])[] {
  return (text ?? '').split(',').flatMap((part) => {
    const equals = part.indexOf('=');
    const name = part.slice(0, equals).trim();
    if (equals > 0 && name !== '') return [[name, decode(part.slice(equals + 1).trim())] as const];
    // In a part such as "Authorization: Basic …" the secret follows the colon, so only the text before it is shown.
    const shown = /^\s*([\w.-]*)/.exec(part)?.[1] ?? '';
    if (part.trim() !== '') report(`the part that begins with "${shown}" needs "=" between name and value`);
    return [];
  });
}

/** Converts a positive number of milliseconds to seconds. Returns `undefined` for anything else. */
export function toSeconds(milliseconds: string): number | undefined {
  return /^\d+$/.test(milliseconds) && milliseconds !== '0' ? Number(milliseconds) / 1000 : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A single "%" is not an escape.
    return text;
  }
}
