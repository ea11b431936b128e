const generic = /^(?:text\/plain|application\/octet-stream|binary\/octet-stream)?$/;
const acknowledgement = /^(?:ok|okay|accepted|success)[.!]?$/i;

/** The type in a `content-type` header, in lower case and without parameters; empty for none, and for a malformed one. */
export function mediaType(contentType: string | null | undefined): string {
  const type = (contentType?.split(';', 1)[0] ?? '').trim().toLowerCase();
  return /^[^\s/]+\/[^\s/]+$/.test(type) ? type : '';
}

/** Whether a media type says nothing about a body: there is none, or a server has guessed it from the bytes. */
export function isGenericType(type: string): boolean {
  return generic.test(type);
}

/** Whether the body of a success only confirms it: nothing but white space, or in plain text `OK`, `Accepted` or `Success`. */
export function isAcknowledgement(text: string, type: string): boolean {
  const trimmed = text.trim();
  return trimmed === '' ? type !== 'text/html' : isGenericType(type) && acknowledgement.test(trimmed);
}
