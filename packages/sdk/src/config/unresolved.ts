/** Stands in the place of a setting that could not be read; its text is the problem. */
export class Unresolved {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
