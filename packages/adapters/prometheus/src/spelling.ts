import { type Escaping, escapedDots, escapedValues } from './escaping.ts';
import { exposedLabelName, utf8LabelName } from './labels.ts';
import { exposedName, type Named, utf8Name } from './naming.ts';

/** Whether dots and the like become underscores in names, or stay for scrapers that take them. */
export type Names = 'underscores' | 'utf-8';

/** How metrics and labels are called on a page. */
export interface Spelling {
  metric(definition: Named, prefix: string): string;
  label(name: string): string;
}

const plain: Spelling = { metric: exposedName, label: exposedLabelName };
const utf8: Spelling = { metric: utf8Name, label: utf8LabelName };

/** One for each way that names can be asked for; those that are the same are one object. */
export function spellings(names: Names): Readonly<Record<Escaping, Spelling>> {
  if (names === 'underscores') {
    return { underscores: plain, 'allow-utf-8': plain, dots: escaped(plain, escapedDots), values: plain };
  }
  return {
    underscores: plain,
    'allow-utf-8': utf8,
    dots: escaped(utf8, escapedDots),
    values: escaped(utf8, escapedValues),
  };
}

function escaped({ metric, label }: Spelling, escapeName: (name: string) => string): Spelling {
  return {
    metric: (definition, prefix) => escapeName(metric(definition, prefix)),
    label(name) {
      const text = escapeName(label(name));
      // Such names are Prometheus's own.
      return text.startsWith('__') ? exposedLabelName(name) : text;
    },
  };
}
