/**
 * Lines of observations with the same sample rate, as many values in each as fit: `head:1:2:3|d`.
 * Source: https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/ (protocol 1.1)
 *
 * @param end type, rate and tags
 * @param maxBytes of a line; one that a single value is too long for is longer
 */
export function packedObservations(head: string, values: readonly string[], end: string, maxBytes: number): string[] {
  const room = maxBytes - Buffer.byteLength(head) - Buffer.byteLength(end);
  const lines: string[] = [];
  let packed = '';
  for (const value of values) {
    if (packed !== '' && packed.length + 1 + value.length > room) {
      lines.push(head + packed + end);
      packed = '';
    }
    packed += `:${value}`;
  }
  if (packed !== '') lines.push(head + packed + end);
  return lines;
}
