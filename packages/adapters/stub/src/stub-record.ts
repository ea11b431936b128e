/** One call of a recorder method. */
export interface StubRecord {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly value: number;
  /** As text, without empty ones: an empty label and an absent one are the same. */
  readonly labels: Readonly<Record<string, string>>;
}
