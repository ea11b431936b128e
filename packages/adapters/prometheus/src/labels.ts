const plainName = /^[A-Za-z][A-Za-z0-9_]*$/;
const unsafeInValue = /[\\"\n]/;
const surrogate = /[\ud800-\udfff]/;

/**
 * A label name that Prometheus takes: what is no letter, digit or underscore becomes an underscore, runs of them become
 * one, and `key` goes before a digit or an underscore. OTLP receivers translate alike.
 *
 * On a histogram `le` is taken; a label of that name becomes `exported_le`, as Prometheus renames on a clash.
 */
export function exposedLabelName(name: string, onHistogram: boolean): string {
  if (name === 'le' && onHistogram) return 'exported_le';
  if (plainName.test(name) && !name.includes('__')) return name;
  const cleaned = name.replace(/[^A-Za-z0-9]+/g, '_').replace(/_{2,}/g, '_');
  if (/^[0-9]/.test(cleaned)) return `key_${cleaned}`;
  return cleaned.startsWith('_') ? `key${cleaned}` : cleaned;
}

/** Labels as they are exposed: each name once, values without lone surrogates. */
export type ExposedLabels = readonly (readonly [name: string, value: string])[];

/** Labels whose names become the same are one label; their values are joined by `;` in the order of the original names. */
export function exposedLabels(
  labels: readonly (readonly [name: string, value: string])[],
  onHistogram: boolean,
): ExposedLabels {
  const values = new Map<string, string>();
  const merged = labels.length > 1 && hasClash(labels, onHistogram) ? [...labels].sort(byName) : labels;
  for (const [name, value] of merged) {
    const exposed = exposedLabelName(name, onHistogram);
    const before = values.get(exposed);
    values.set(exposed, wellFormed(before === undefined ? value : `${before};${value}`));
  }
  return [...values];
}

/** `method="GET",status="200"`: labels as they stand between the braces of both text formats. */
export function labelText(labels: ExposedLabels): string {
  // `join` gives a flat string. One put together by `+` would be walked piece by piece for each page it is in.
  const pieces: string[] = [];
  for (const [name, value] of labels)
    pieces.push(pieces.length === 0 ? name : `,${name}`, '="', escapedValue(value), '"');
  return pieces.join('');
}

/** A lone surrogate has no UTF-8; it becomes U+FFFD here, so that text and bytes of a page agree. */
export function wellFormed(text: string): string {
  return surrogate.test(text) ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text;
}

function escapedValue(value: string): string {
  if (!unsafeInValue.test(value)) return value;
  return value.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`));
}

function hasClash(labels: readonly (readonly [string, string])[], onHistogram: boolean): boolean {
  return new Set(labels.map(([name]) => exposedLabelName(name, onHistogram))).size < labels.length;
}

function byName(a: readonly [string, string], b: readonly [string, string]): number {
  return a[0] < b[0] ? -1 : 1;
}
