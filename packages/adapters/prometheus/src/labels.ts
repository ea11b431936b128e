const plainName = /^[A-Za-z][A-Za-z0-9_]*$/;
const unsafeInValue = /[\\"\n]/;
const surrogate = /[\ud800-\udfff]/;

/**
 * A label name that Prometheus takes: what is no letter, digit or underscore becomes an underscore, runs of them become
 * one, and `key` goes before a digit or an underscore. OTLP receivers translate alike.
 */
export function exposedLabelName(name: string): string {
  if (plainName.test(name) && !name.includes('__')) return name;
  const cleaned = name.replace(/[^A-Za-z0-9]+/g, '_').replace(/_{2,}/g, '_');
  if (/^[0-9]/.test(cleaned)) return `key_${cleaned}`;
  return cleaned.startsWith('_') ? `key${cleaned}` : cleaned;
}

/**
 * A label name as it is, where that is possible: names that begin with two underscores are Prometheus's own, and its parser
 * ends a page at NUL in a name (seen with 3.5; in values it may be).
 */
export function utf8LabelName(name: string): string {
  return name.startsWith('__') || name.includes('\0') ? exposedLabelName(name) : wellFormed(name);
}

/** On a histogram `le` is taken; a label of that name becomes `exported_le`, as Prometheus renames on a clash. */
export function besideBounds(labelName: (name: string) => string): (name: string) => string {
  return (name) => (labelName(name) === 'le' ? 'exported_le' : labelName(name));
}

/** Labels as they are exposed: each name once, values without lone surrogates. */
export type ExposedLabels = readonly (readonly [name: string, value: string])[];

/** Labels whose names become the same are one label; their values are joined by `;` in the order of the original names. */
export function exposedLabels(
  labels: readonly (readonly [name: string, value: string])[],
  labelName: (name: string) => string,
): ExposedLabels {
  const exposed = labels.map((label) => {
    const name = labelName(label[0]);
    const value = wellFormed(label[1]);
    // Most are as they are, and there are many on the first page.
    return name === label[0] && value === label[1] ? label : ([name, value] as const);
  });
  return hasClash(exposed) ? joined([...labels].sort(byName), labelName) : exposed;
}

function joined(labels: ExposedLabels, labelName: (name: string) => string): ExposedLabels {
  const values = new Map<string, string>();
  for (const [name, value] of labels) {
    const exposed = labelName(name);
    const before = values.get(exposed);
    values.set(exposed, wellFormed(before === undefined ? value : `${before};${value}`));
  }
  return [...values];
}

/** A lone surrogate has no UTF-8; it becomes U+FFFD here, so that text and bytes of a page agree. */
export function wellFormed(text: string): string {
  return surrogate.test(text) ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text;
}

/** Text as it stands between quotes. */
export function escaped(text: string): string {
  if (!unsafeInValue.test(text)) return text;
  return text.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`));
}

/** Labels are few: a set for each series would take longer, and more memory on the first page, than looking at them in turn. */
function hasClash(labels: ExposedLabels): boolean {
  for (let i = 1; i < labels.length; i++) {
    for (let j = 0; j < i; j++) if (labels[i]![0] === labels[j]![0]) return true;
  }
  return false;
}

function byName(a: readonly [string, string], b: readonly [string, string]): number {
  return a[0] < b[0] ? -1 : 1;
}
