const plainName = /^[A-Za-z][A-Za-z0-9_]*$/;
const unsafeInValue = /[\\"\n]/;
const surrogate = /[\ud800-\udfff]/;

/** Resource attributes that `job` and `instance` carry (OpenTelemetry, "Prometheus and OpenMetrics Compatibility"). */
const targetAttributes = new Set(['service.name', 'service.namespace', 'service.instance.id']);

/** Labels for a page: names are unique, and values have no lone surrogates. */
export type ExposedLabels = readonly (readonly [name: string, value: string])[];

/**
 * Translates a label name to one that every Prometheus accepts, as OTLP receivers do: characters other than letters, digits
 * and underscores become underscores, runs of underscores become one, and `key` precedes a leading digit or underscore.
 */
export function translateLabelName(name: string): string {
  if (plainName.test(name) && !name.includes('__')) return name;
  const cleaned = name.replace(/[^A-Za-z0-9]+/g, '_').replace(/_{2,}/g, '_');
  if (/^[0-9]/.test(cleaned)) return `key_${cleaned}`;
  return cleaned.startsWith('_') ? `key${cleaned}` : cleaned;
}

/**
 * Keeps a label name as it is where Prometheus accepts it. It reserves names that start with two underscores, and its parser
 * ends a page at a NUL in a name (seen with 3.5; values may contain one).
 */
export function translateUtf8LabelName(name: string): string {
  return name.startsWith('__') || name.includes('\0') ? translateLabelName(name) : replaceSurrogates(name);
}

/** Renames a label `le` of a histogram to `exported_le`, as Prometheus does on a conflict. */
export function avoidBoundLabel(translate: (name: string) => string): (name: string) => string {
  return (name) => (translate(name) === 'le' ? 'exported_le' : translate(name));
}

/** Translates labels. Labels whose names become equal are joined: their values, separated by `;`, in the order of the original names. */
export function translateLabels(
  labels: readonly (readonly [name: string, value: string])[],
  translate: (name: string) => string,
): ExposedLabels {
  const exposed = labels.map((label) => {
    const name = translate(label[0]);
    const value = replaceSurrogates(label[1]);
    // Most labels stay as they are. Reusing their arrays saves garbage on the first page.
    return name === label[0] && value === label[1] ? label : ([name, value] as const);
  });
  return hasDuplicateName(exposed) ? joinDuplicates([...labels].sort(byName), translate) : exposed;
}

/** The labels of `target_info`; empty if no attribute is left for it. */
export function translateResource(
  resource: Readonly<Record<string, string | number | boolean>>,
  translate: (name: string) => string,
): ExposedLabels {
  const attributes = Object.entries(resource).filter(([name, value]) => !targetAttributes.has(name) && value !== '');
  return translateLabels(
    attributes.map(([name, value]) => [name, String(value)] as const),
    translate,
  );
}

/** Replaces lone surrogates by U+FFFD: they have no UTF-8 encoding. */
export function replaceSurrogates(text: string): string {
  return surrogate.test(text) ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text;
}

/** Escapes text for a position between quotes. */
export function escapeQuoted(text: string): string {
  if (!unsafeInValue.test(text)) return text;
  return text.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`));
}

function joinDuplicates(labels: ExposedLabels, translate: (name: string) => string): ExposedLabels {
  const values = new Map<string, string>();
  for (const [name, value] of labels) {
    const exposed = translate(name);
    const before = values.get(exposed);
    values.set(exposed, replaceSurrogates(before === undefined ? value : `${before};${value}`));
  }
  return [...values];
}

/** Labels are few: comparing them pairwise is faster than a set per series, and saves memory on the first page. */
function hasDuplicateName(labels: ExposedLabels): boolean {
  for (let i = 1; i < labels.length; i++) {
    for (let j = 0; j < i; j++) if (labels[i]![0] === labels[j]![0]) return true;
  }
  return false;
}

function byName(a: readonly [string, string], b: readonly [string, string]): number {
  return a[0] < b[0] ? -1 : 1;
}
