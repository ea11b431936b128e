/** One call of a recorder method. */
export interface StubRecord {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly value: number;
  /** Values as text, without empty ones: an empty label equals an absent one. */
  readonly labels: Readonly<Record<string, string>>;
}
