import { isBounded, type LabelSchema, type LabelValue, labelNames, valueSet } from './label-schema.ts';

/** The type in which receivers with typed attributes get the values of a label. */
type LabelType = 'string' | 'number' | 'boolean';

/**
 * The types of a metric's labels. A label has one type for its whole life, because `404` and `"404"` are one series: the type of
 * the values that its definition lists, otherwise that of the first value recorded. Only receivers with typed attributes see it.
 */
export class LabelTypes {
  /** By the place of the label in the series index. */
  readonly #types: (LabelType | undefined)[];

  constructor(schema: LabelSchema) {
    this.#types = labelNames(schema).map((name) => findListedType(schema, name));
  }

  /** Takes the type of a label's first value. An empty value has none. */
  learn(label: number, value: unknown): void {
    if (this.#types[label] !== undefined || value === undefined || value === null || value === '') return;
    this.#types[label] = findType(value);
  }

  /** The value of a text in the type of its label: the text itself unless it is exactly what a number or boolean prints. */
  restore(label: number, text: string): LabelValue {
    const type = this.#types[label];
    if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
    if (type !== 'number') return text;
    const number = Number(text);
    return Number.isFinite(number) && String(number) === text ? number : text;
  }
}

/** A list with numbers and texts, such as `[200, 'other']`, makes numbers of what reads as one. */
function findListedType(schema: LabelSchema, name: string): LabelType | undefined {
  const values = valueSet(schema, name);
  if (values === undefined || isBounded(values)) return undefined;
  const types = values.map(findType);
  return types.find((type) => type !== 'string') ?? types[0];
}

function findType(value: unknown): LabelType {
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'number' || typeof value === 'bigint' ? 'number' : 'string';
}
