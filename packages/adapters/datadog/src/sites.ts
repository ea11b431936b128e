import { showValue, suggest } from '@bot-metrics/core/options';

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

/** Names of sites on Datadog's pages. */
const siteNames: Readonly<Record<string, string>> = {
  us1: 'datadoghq.com',
  us: 'datadoghq.com',
  eu1: 'datadoghq.eu',
  eu: 'datadoghq.eu',
  'us1-fed': 'ddog-gov.com',
  'us2-fed': 'us2.ddog-gov.com',
};

/** The message for a site that is not known; `undefined` for a known one. */
export function describeSite(site: string): string | undefined {
  if (sites.includes(site)) return undefined;
  const near = siteLike(site);
  const remedy = near === undefined ? '' : `; did you mean "${near}"?`;
  return `expected one of ${sites.join(', ')}, received ${showValue(site)}${remedy || '; set another intake as "endpoint"'}`;
}

function siteLike(text: string): string | undefined {
  const host = text
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/:].*$/, '');
  const bare = host.replace(/^(app|api|www)\./, '');
  const short = siteNames[bare] ?? sites.find((site) => site === bare || site.split('.')[0] === bare);
  if (short !== undefined) return short;
  return suggest(bare, sites);
}
