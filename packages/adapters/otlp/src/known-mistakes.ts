import type { OtlpMetricsBackendOptions } from './options.ts';

/** Mistakes that many have made with OTLP headers, which a receiver answers with a bare 401. Never shows a value. */
export function headerMistakes(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (/^(["']).*\1$/s.test(value)) return [`headers: the value of "${name}" stands in quotes; remove them`];
    if (/^\w+%20/.test(value)) return [`headers: the value of "${name}" holds "%20"; write a space`];
    return [];
  });
}

/** The same with URLs. */
export function urlMistakes({ endpoint, url, preset }: OtlpMetricsBackendOptions): string[] {
  const problems: string[] = [];
  for (const [option, value] of Object.entries({ endpoint, url })) {
    if (value === undefined || !URL.canParse(value)) continue;
    const { protocol, hostname, pathname } = new URL(value);
    if (/\/v1\/metrics\/+v1\/metrics\/*$/.test(pathname)) {
      problems.push(`${option}: the path has /v1/metrics twice; leave it out of "endpoint", which gets it`);
    }
    const isGrafanaNet = hostname.endsWith('.grafana.net');
    if (!isGrafanaNet && preset !== 'grafana-cloud') continue;
    if (isGrafanaNet && protocol === 'http:') {
      problems.push(
        `${option}: ${hostname} is plain HTTP here, which would show the token to the network; write https`,
      );
    }
    if (option === 'url' && /\/otlp\/*$/.test(pathname)) {
      problems.push('url: is used as it stands and ends in /otlp; add /v1/metrics, or give it as "endpoint"');
    }
  }
  return problems;
}
