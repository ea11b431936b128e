import type { Labels } from './label-schema.ts';

/** Labels of a record that has none. */
export const NO_LABELS: Labels = Object.freeze({});

/**
 * The text of a label value, empty for a missing one (`undefined` or `null`); `undefined` for anything but a string, number,
 * bigint or boolean.
 */
export function labelText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'undefined':
      return '';
    default:
      return value === null ? '' : undefined;
  }
}

/** Reads a label, which `labels` may inherit; members of `Object.prototype` are not labels. `constants` win over `labels`. */
export function readLabel(labels: Labels, constants: Labels, name: string): Labels[string] | undefined {
  if (Object.hasOwn(constants, name)) return constants[name];
  return name in Object.prototype && !Object.hasOwn(labels, name) ? undefined : labels[name];
}

/**
 * The texts of the labels `names`, in that order; `constants` win over `labels`. `undefined` if a value has no text.
 * Throws whatever a getter of `labels` throws.
 */
export function readLabelTexts(names: readonly string[], labels: Labels, constants: Labels): string[] | undefined {
  const texts: string[] = [];
  for (const name of names) {
    const text = labelText(readLabel(labels, constants, name));
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts;
}

/** The first `max` UTF-16 units of a text, without half of a surrogate pair at the end. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}

/** A copy of `labels` with `constants`. Labels that cannot be copied are returned as they are; recording refuses them. */
export function mergeLabels(labels: Labels, constants: Labels): Labels {
  try {
    return { ...labels, ...constants };
  } catch {
    return labels;
  }
}
