/** A field name is a token of RFC 9110, section 5.6.2. */
const fieldName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What `node:http` sends in a field value. */
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What the exporter says about the body that it sends. */
const own = ['content-type', 'content-encoding', 'content-length', 'transfer-encoding'];

/** What is wrong with request headers, without a word of their values. */
export function headerProblems(headers: Readonly<Record<string, string>>): string[] {
  const problems: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (!fieldName.test(name)) {
      // Whoever writes "Authorization: Basic …" as a name has put the secret there.
      const shown = JSON.stringify(/^[\w-]*/.exec(name)?.[0] ?? '');
      problems.push(
        `headers: the name that begins with ${shown} is no header name; write { authorization: "Basic …" }`,
      );
    } else if (own.includes(name.toLowerCase())) {
      problems.push(`headers: "${name}" follows from "protocol" and "compression"; set these, and remove it`);
    } else if (!fieldValue.test(value)) {
      problems.push(
        `headers: the value of "${name}" holds a line break or a character that HTTP cannot carry; remove it`,
      );
    }
  }
  return problems;
}
