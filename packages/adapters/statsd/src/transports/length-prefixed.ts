/**
 * A packet as the stream socket of the Datadog Agent expects it: its length in 4 bytes, little-endian, goes before it.
 * Source: https://github.com/DataDog/datadog-go/blob/master/statsd/uds.go
 */
export function lengthPrefixed(packet: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(packet.length);
  return Buffer.concat([length, packet]);
}
