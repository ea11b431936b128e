/**
 * Finds a mistake in the value of the header `authorization` that every receiver answers with 401. The text never contains a part of the value.
 * Other schemes than Basic and Bearer are taken as they are, and so is a key without a scheme, which some receivers expect.
 * Source: RFC 9110, section 11.6.2; RFC 6750, section 2.1; RFC 7617, section 2
 */
export function findAuthorizationMistake(value: string): string | undefined {
  if (/^authorization\s*[:=]/i.test(value)) {
    return 'expected a value, received the name of the header before it; remove the name';
  }
  if (/^["'`]|["'`]$|^\w+\s+["'`]/.test(value)) return 'expected a value without quotes, received some; remove them';
  const [, scheme, credentials = ''] = /^(bearer|basic)(?:\s+(.*))?$/i.exec(value) ?? [];
  if (scheme === undefined) return findMissingScheme(value);
  if (credentials === '') return `expected credentials after "${scheme}", received none; append them`;
  const [, second] = /^(bearer|basic)(?:\s|$)/i.exec(credentials) ?? [];
  if (second !== undefined) return `expected one scheme, received "${scheme}" and "${second}"; remove one of them`;
  if (/^(?:\$\{?\w+\}?|%\w+%|<.*>)$/.test(credentials)) {
    return 'expected credentials, received the name of a variable or a placeholder; replace it';
  }
  if (/^basic$/i.test(scheme) && credentials.includes(':')) {
    return 'expected user and password in base64 after "Basic", received them as they are; encode them';
  }
  if (/\s/.test(credentials)) {
    return `expected one word after "${scheme}", received white space inside it; remove it`;
  }
  return /^basic$/i.test(scheme) && credentials.startsWith('glc_')
    ? 'expected instance ID and token in base64 after "Basic", received the token as it is; encode "instanceId:token"'
    : undefined;
}

function findMissingScheme(value: string): string | undefined {
  if (/^glc_\S+$/.test(value)) {
    return 'expected a scheme, received a token of Grafana Cloud without one; write "Basic " and the base64 of "instanceId:token"';
  }
  // A key that decodes to printable text with a colon is no coincidence.
  const isEncoded = /^[\x21-\x39\x3b-\x7e]+:[\x21-\x7e]+$/.test(decodeBase64(value));
  return isEncoded ? 'expected a scheme, received base64 without one; write "Basic " before it' : undefined;
}

/** Empty for another text. */
function decodeBase64(text: string): string {
  return /^[\w+/-]+=*$/.test(text) ? Buffer.from(text, 'base64').toString('latin1') : '';
}
