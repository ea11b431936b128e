import type { Format } from './formats/format.ts';
import { formats } from './formats/formats.ts';

/**
 * The format for an Accept header: the one with the highest weight, of equals the one named first. What nobody here writes
 * gets the text format, never 406: RFC 9110, section 12.4.1, allows it, and a scraper reads it anyway.
 */
export function negotiateFormat(accept: string | undefined): Format {
  let best = formats[0];
  let bestWeight = 0;
  for (const { name, parameters, weight } of weighted(accept)) {
    const format = formats.find((candidate) => candidate.answers(name, parameters));
    if (format === undefined || !(weight > bestWeight)) continue;
    best = format;
    bestWeight = weight;
  }
  return best;
}

/** Whether an Accept-Encoding header allows gzip. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const codings = weighted(acceptEncoding);
  const coding = codings.find(({ name }) => name === 'gzip') ?? codings.find(({ name }) => name === '*');
  return coding !== undefined && coding.weight > 0;
}

interface Choice {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** 0 to 1, `NaN` if it cannot be read. */
  readonly weight: number;
}

function weighted(header = ''): Choice[] {
  return header.split(',').map((part) => {
    const [name = '', ...rest] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const parameters = new Map(
      rest.map((parameter): [string, string] => {
        const equals = parameter.indexOf('=');
        return [
          parameter.slice(0, equals).trim(),
          parameter
            .slice(equals + 1)
            .trim()
            .replace(/^"(.*)"$/, '$1'),
        ];
      }),
    );
    return { name, parameters, weight: Number(parameters.get('q') ?? 1) };
  });
}
