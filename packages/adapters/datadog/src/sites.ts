/** Source: https://docs.datadoghq.com/getting_started/site/ */
const sites = [
  'datadoghq.com',
  'us3.datadoghq.com',
  'us5.datadoghq.com',
  'datadoghq.eu',
  'ap1.datadoghq.com',
  'ap2.datadoghq.com',
  'uk1.datadoghq.com',
  'ddog-gov.com',
  'us2.ddog-gov.com',
];

/** As Datadog's pages call them. */
const siteNames: Readonly<Record<string, string>> = {
  us1: 'datadoghq.com',
  us: 'datadoghq.com',
  eu1: 'datadoghq.eu',
  eu: 'datadoghq.eu',
  'us1-fed': 'ddog-gov.com',
  'us2-fed': 'us2.ddog-gov.com',
};

/** Two letters wrong, missing or too many. */
const NEAR = 2;

/** What is wrong with the name of a site. */
export function siteProblems(site: unknown): string[] {
  if (sites.some((known) => known === site)) return [];
  const near = typeof site === 'string' ? siteLike(site) : undefined;
  const remedy = near === undefined ? `write one of ${sites.join(', ')}` : `did you mean "${near}"?`;
  return [`site: ${JSON.stringify(site)} is not known (another intake is given as "endpoint"); ${remedy}`];
}

function siteLike(text: string): string | undefined {
  const host = text
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/:].*$/, '');
  const bare = host.replace(/^(app|api|www)\./, '');
  const short = siteNames[bare] ?? sites.find((site) => site === bare || site.split('.')[0] === bare);
  if (short !== undefined) return short;
  const byDistance = sites.map((site) => ({ site, distance: editDistance(bare, site) }));
  const nearest = byDistance.reduce((best, each) => (each.distance < best.distance ? each : best));
  return nearest.distance <= NEAR ? nearest.site : undefined;
}

/** Letters to change, add or leave out (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (letter === to[j] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length]!;
}
