/** One sample: its name and labels as they stand on the page, sorted, and its value. */
interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

export interface StrictFamily {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly help: string;
  readonly samples: Sample[];
}

const sampleLine = /^([a-zA-Z_:][a-zA-Z0-9_:]*)?(?:\{(.*)\})? (\S+)$/s;
/** A name between the braces, which only what is not plain may be. */
const quotedName = /^("(?:[^"\\\n]|\\[\\"n])*")(?:,|$)/;
const label = /^([a-zA-Z][a-zA-Z0-9_]*|"(?:[^"\\\n]|\\[\\"n])*")="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/;
const metaLine = /^# (TYPE|HELP|UNIT) ([^\s"]+|"(?:[^"\\\n]|\\[\\"n])*") (.*)$/s;
const number = /^(-?\d+(\.\d+)?(e[+-]\d+)?)$/;

const exemplar = / # \{trace_id="[0-9a-f]{32}",span_id="[0-9a-f]{16}"\} -?\d+(\.\d+)?(e[+-]\d+)? \d+(\.\d+)?$/;

/** Exemplars stand only behind the totals of counters and the buckets of histograms. */
function withoutExemplar(line: string, family: StrictFamily | undefined): string {
  const plain = line.replace(exemplar, '');
  const mayHave = (family?.type === 'counter' && /_total[" {]/.test(line)) || /_bucket(\{|",)/.test(line);
  refuseIf(plain !== line && !mayHave, `an exemplar where none may be: ${line}`);
  return plain;
}

/** Reads a page and throws at whatever a strict receiver could stumble over. */
export function parsePage(page: string, format: 'text' | 'openmetrics'): StrictFamily[] {
  const families = new Map<string, StrictFamily>();
  const series = new Set<string>();
  let family: { name: string; type: string; unit: string; help: string; samples: Sample[] } | undefined;
  const lines = page.split('\n');
  refuseIf(page !== '' && lines.pop() !== '', 'the last line does not end');
  if (format === 'openmetrics') refuseIf(lines.pop() !== '# EOF', 'no # EOF at the end');
  if (page === '') return [];
  for (const line of lines) {
    const meta = metaLine.exec(line);
    if (meta !== null) {
      const [, kind, written, text] = meta as unknown as [string, string, string, string];
      const name = nameOf(written);
      if (family?.name !== name || family.samples.length > 0) {
        refuseIf(families.has(name), `family ${name} comes twice`);
        family = { name, type: '', unit: '', help: '', samples: [] };
        families.set(name, family);
      }
      if (kind === 'TYPE') family.type = text;
      if (kind === 'HELP') family.help = text;
      if (kind === 'UNIT') {
        refuseIf(!name.endsWith(`_${text}`), `${name} does not end in its unit ${text}`);
        family.unit = text;
      }
      continue;
    }
    const sample = parseSample(format === 'openmetrics' ? withoutExemplar(line, family) : line);
    if (family === undefined) throw new Error(`a sample before any family: ${line}`);
    refuseIf(!sampleNames(family, format).includes(sample.name), `${sample.name} in family ${family.name}`);
    const key = `${sample.name} ${JSON.stringify([...sample.labels].sort())}`;
    refuseIf(series.has(key), `twice on the page: ${key}`);
    series.add(key);
    family.samples.push(sample);
  }
  for (const each of families.values()) {
    refuseIf(each.samples.length === 0, `family ${each.name} has no samples`);
    if (each.type === 'histogram') checkHistogram(each, format);
  }
  refuseClashes(families, format);
  return [...families.values()];
}

/** All samples of a page, by name and labels: `sent_total{kind="text"}`. */
export function valuesOf(families: readonly StrictFamily[]): Record<string, number> {
  return Object.fromEntries(
    families.flatMap(({ samples }) =>
      samples.map(({ name, labels, value }) => {
        const pairs = [...labels].map(([key, text]) => `${key}="${text}"`).join(',');
        return [pairs === '' ? name : `${name}{${pairs}}`, value] as const;
      }),
    ),
  );
}

function parseSample(line: string): Sample {
  const match = sampleLine.exec(line);
  if (match === null) throw new Error(`no sample: ${JSON.stringify(line)}`);
  const [, before, text = '', value = ''] = match;
  refuseIf(!number.test(value), `no number: ${JSON.stringify(line)}`);
  const labels = new Map<string, string>();
  let rest = text;
  let name = before ?? '';
  if (before === undefined) {
    const [whole = '', quoted = ''] = quotedName.exec(rest) ?? [];
    name = nameOf(quoted);
    rest = rest.slice(whole.length);
  }
  refuseIf(name === '', `no name: ${JSON.stringify(line)}`);
  while (rest !== '') {
    const pair = label.exec(rest);
    if (pair === null) throw new Error(`no label: ${JSON.stringify(rest)}`);
    const [whole, written = '', escaped = '', comma] = pair;
    const key = nameOf(written);
    refuseIf(labels.has(key) || key.startsWith('__'), `label ${key} in ${JSON.stringify(line)}`);
    refuseIf(escaped === '', `empty label ${key}`);
    labels.set(key, unescaped(escaped));
    rest = rest.slice(whole.length);
    refuseIf(comma === ',' && rest === '', `a comma at the end: ${JSON.stringify(line)}`);
  }
  return { name, labels, value: Number(value) };
}

/** Of a metric or a label, which is in quotes if it is not plain. */
function nameOf(written: string): string {
  if (!written.startsWith('"')) return written;
  const name = unescaped(written.slice(1, -1));
  refuseIf(name.includes('\0'), `NUL in a name: ${JSON.stringify(written)}`);
  refuseIf(/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name), `needless quotes: ${written}`);
  return name;
}

function unescaped(text: string): string {
  return text.replace(/\\([\\"n])/g, (_, sign) => (sign === 'n' ? '\n' : sign));
}

function sampleNames(family: { name: string; type: string }, format: 'text' | 'openmetrics'): string[] {
  const { name, type } = family;
  const created = format === 'openmetrics' ? [`${name}_created`] : [];
  if (type === 'histogram') return [`${name}_bucket`, `${name}_sum`, `${name}_count`, ...created];
  if (type === 'info') return [`${name}_info`];
  if (type === 'counter' && format === 'openmetrics') return [`${name}_total`, ...created];
  return [name];
}

/** Buckets of a series must stand together, their bounds and counts must grow, and the last must be the count. */
function checkHistogram(family: StrictFamily, format: 'text' | 'openmetrics'): void {
  const bySeries = new Map<string, Sample[]>();
  for (const sample of family.samples) {
    const key = JSON.stringify([...sample.labels].filter(([name]) => name !== 'le').sort());
    bySeries.set(key, [...(bySeries.get(key) ?? []), sample]);
  }
  for (const samples of bySeries.values()) {
    const sum = samples.find(({ name }) => name === `${family.name}_sum`)?.value ?? 0;
    refuseIf(format === 'openmetrics' && sum < 0, `sum ${sum} of ${family.name} is no counter`);
    const buckets = samples.filter(({ name }) => name === `${family.name}_bucket`);
    const bounds = buckets.map(({ labels }) => Number((labels.get('le') ?? '').replace('+Inf', 'Infinity')));
    const grows = (values: number[]): boolean => values.every((value, i) => i === 0 || value >= values[i - 1]!);
    refuseIf(!grows(bounds) || bounds.at(-1) !== Infinity, `bounds ${bounds.join(' ')} of ${family.name}`);
    refuseIf(!grows(buckets.map(({ value }) => value)), `counts of ${family.name} fall`);
    const count = samples.find(({ name }) => name === `${family.name}_count`)?.value;
    if (count === undefined && format === 'openmetrics') continue;
    refuseIf(count !== buckets.at(-1)?.value, `count of ${family.name} is not its last bucket`);
  }
}

/** No sample of a family may have a name that another family could use. */
function refuseClashes(families: ReadonlyMap<string, StrictFamily>, format: 'text' | 'openmetrics'): void {
  const owners = new Map<string, string>();
  for (const family of families.values()) {
    for (const name of new Set([family.name, ...sampleNames(family, format)])) {
      refuseIf(owners.has(name), `${name} belongs to ${owners.get(name)} and ${family.name}`);
      owners.set(name, family.name);
    }
  }
}

function refuseIf(wrong: boolean, what: string): void {
  if (wrong) throw new Error(what);
}
