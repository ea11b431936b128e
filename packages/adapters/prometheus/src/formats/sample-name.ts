import { escaped } from '../labels.ts';

const plainName = /^[A-Za-z_:][A-Za-z0-9_:]*$/;

/** How the lines of samples of that name begin, before labels and before a value. */
export interface SampleBeginning {
  readonly labelled: string;
  readonly alone: string;
}

/** `name{` and `name `; a name that is not plain goes between the braces: `{"na.me",` and `{"na.me"} `. */
export function sampleBeginning(name: string): SampleBeginning {
  if (plainName.test(name)) return { labelled: `${name}{`, alone: `${name} ` };
  return { labelled: `{${familyName(name)},`, alone: `{${familyName(name)}} ` };
}

/** A name as it stands behind `# TYPE`. */
export function familyName(name: string): string {
  return plainName.test(name) ? name : `"${escaped(name)}"`;
}
