import { type Escaping, escapings } from './escaping.ts';
import type { Format } from './formats/format.ts';
import { formats } from './formats/formats.ts';

/** How to write a page. */
export interface Negotiated {
  readonly format: Format;
  readonly escaping: Escaping;
  readonly contentType: string;
}

/**
 * The format for an Accept header: the one with the highest weight, of equals the one named first. What nobody here writes
 * gets the text format, never 406: RFC 9110, section 12.4.1, allows it, and a scraper reads it anyway.
 */
export function negotiate(accept: string | undefined): Negotiated {
  let best = chosen(formats[0], undefined);
  let bestWeight = 0;
  for (const { name, parameters, weight } of weighted(accept)) {
    const format = formats.find((candidate) => candidate.answers(name, parameters));
    if (format === undefined || !(weight > bestWeight)) continue;
    best = chosen(format, parameters.get('escaping'));
    bestWeight = weight;
  }
  return best;
}

/** A scraper that does not say what it takes in names takes what all of them do. */
function chosen(format: Format, asked: string | undefined): Negotiated {
  const known = escapings.find((escaping) => escaping === asked);
  if (known === undefined) return { format, escaping: 'underscores', contentType: format.contentType };
  const escaping = known === 'allow-utf-8' && !format.quotesNames ? 'underscores' : known;
  return { format, escaping, contentType: `${format.contentType}; escaping=${escaping}` };
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
