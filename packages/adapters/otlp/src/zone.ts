import { cleanPasted, leaf, type Option, type OptionDetails, showUnlessSecret } from '@bot-metrics/core/options';

const details = {
  description: 'For `grafana-cloud`: the zone of the stack, such as `prod-eu-west-2`. `endpoint` can be set instead.',
} as const;

/** The option `zone`. People paste the host or the URL of the gateway, which contain the name of the zone. */
export const zoneOption: Option<string, string, typeof details & OptionDetails<string>> = leaf(details, {
  expected: 'only the name of a zone, such as "prod-eu-west-2"',
  type: 'string',
  schema: { type: 'string' },
  parse: (value) => {
    const text = typeof value === 'string' ? cleanPasted(value) : '';
    return text === findZone(text) ? text : undefined;
  },
  show: (value) => {
    const zone = typeof value === 'string' ? findZone(cleanPasted(value)) : undefined;
    return showUnlessSecret(value) + (zone === undefined ? '' : `; write "${zone}"`);
  },
});

/** The zone in `prod-eu-west-2`, `otlp-gateway-prod-eu-west-2.grafana.net` or the URL of this host. */
function findZone(text: string): string | undefined {
  const host = text
    .toLowerCase()
    .replace(/^https?:\/\/(?:[^/@]*@)?/, '')
    .replace(/[/:?#].*$/, '');
  const zone = host.replace(/\.grafana\.net$/, '').replace(/^otlp-gateway-/, '');
  return /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(zone) ? zone : undefined;
}
