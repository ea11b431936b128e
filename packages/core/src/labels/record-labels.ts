import type { Labels } from './label-schema.ts';

/** Labels of a record that has none. */
export const NO_LABELS: Labels = Object.freeze({});

/** The text of a label value, empty for a missing one; `undefined` for anything but a string, number or boolean. */
export function labelText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
      return String(value);
    case 'undefined':
      return '';
    default:
      return undefined;
  }
}

/** Reads a label, which `labels` may inherit; members of `Object.prototype` are not labels. */
export function readLabel(labels: Labels, name: string): Labels[string] | undefined {
  return name in Object.prototype && !Object.hasOwn(labels, name) ? undefined : labels[name];
}

/**
 * The texts of the labels `names`, in that order; `constants` win over `labels`. `undefined` if a value is not a string,
 * number or boolean. Throws whatever a getter of `labels` throws.
 */
export function readLabelTexts(names: readonly string[], labels: Labels, constants: Labels): string[] | undefined {
  const texts: string[] = [];
  for (const name of names) {
    const text = labelText(Object.hasOwn(constants, name) ? constants[name] : readLabel(labels, name));
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts;
}

/** A copy of `labels` with `constants`. Labels that cannot be copied are returned as they are; recording refuses them. */
export function mergeLabels(labels: Labels, constants: Labels): Labels {
  try {
    return { ...labels, ...constants };
  } catch {
    return labels;
  }
}
