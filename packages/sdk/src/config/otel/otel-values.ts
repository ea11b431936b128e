/** Pairs of `name=value,name=value`; values are percent-encoded. A part without "=" is left out and reported. */
export function assignments(text: string | undefined, report: (why: string) => void): (readonly [string, string])[] {
  return (text ?? '').split(',').flatMap((part) => {
    const equals = part.indexOf('=');
    const name = part.slice(0, equals).trim();
    if (equals > 0 && name !== '') return [[name, decoded(part.slice(equals + 1).trim())] as const];
    // Whoever writes "Authorization: Basic …" has the secret in this part; only what comes before it is shown.
    const shown = /^\s*([\w.-]*)/.exec(part)?.[1] ?? '';
    if (part.trim() !== '') report(`the part that begins with "${shown}" needs "=" between name and value`);
    return [];
  });
}

/** Seconds of a number of milliseconds. */
export function secondsOf(milliseconds: string): number | undefined {
  return /^\d+$/.test(milliseconds) && milliseconds !== '0' ? Number(milliseconds) / 1000 : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone "%" was not meant as an escape.
    return text;
  }
}
