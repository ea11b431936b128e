/** A readable series key: `posts.sent{kind="photo"}`. Labels are sorted, so that equal label sets give equal keys. */
export function seriesText(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name : `${name}{${pairs.sort().join(',')}}`;
}
