import type { Format } from '../formats/format.ts';
import { formats } from '../formats/formats.ts';
import { type Escaping, escapings } from '../names/name-translation.ts';

/** The negotiated form of a page. */
export interface Negotiated {
  readonly format: Format;
  readonly escaping: Escaping;
  readonly contentType: string;
}

/**
 * Chooses the format for an Accept header: the one with the highest weight, and among equals the first. If no format matches,
 * it is the text format rather than 406, which RFC 9110, section 12.4.1, allows and every scraper reads.
 */
export function negotiate(accept: string | undefined): Negotiated {
  let best = choose(formats[0], undefined);
  let bestWeight = 0;
  for (const { name, parameters, weight } of parseHeader(accept)) {
    const format = formats.find((candidate) => candidate.accepts(name, parameters));
    if (format === undefined || !(weight > bestWeight)) continue;
    best = choose(format, parameters.get('escaping'));
    bestWeight = weight;
  }
  return best;
}

/** A scraper that does not name an escaping gets names that every scraper accepts. */
function choose(format: Format, asked: string | undefined): Negotiated {
  const known = escapings.find((escaping) => escaping === asked);
  if (known === undefined) return { format, escaping: 'underscores', contentType: format.contentType };
  const escaping = known === 'allow-utf-8' && !format.quotesNames ? 'underscores' : known;
  return { format, escaping, contentType: `${format.contentType}; escaping=${escaping}` };
}

/** Whether an Accept-Encoding header allows gzip. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const codings = parseHeader(acceptEncoding);
  const coding = codings.find(({ name }) => name === 'gzip') ?? codings.find(({ name }) => name === '*');
  return coding !== undefined && coding.weight > 0;
}

interface Choice {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** From 0 to 1; `NaN` if it cannot be parsed. */
  readonly weight: number;
}

function parseHeader(header = ''): Choice[] {
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
