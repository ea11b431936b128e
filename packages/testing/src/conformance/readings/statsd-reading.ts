import type { Reading } from '../reading.ts';
import { ReceivedSeries } from '../received-series.ts';

/**
 * Reads lines like a StatsD daemon: `name;label=value:1|c`, `name,label=value:1|c` for `influx`, or
 * `name:1|c|#label:value` for DogStatsD. A signed gauge is a change, except in DogStatsD, where it is a value. `__2F`
 * is read as `/`, matching the escaping of @bot-metrics/statsd.
 */
export function statsdReading(lines: readonly string[], dialect: 'statsd' | 'dogstatsd' | 'influx'): Reading {
  const received = new ReceivedSeries();
  const gauges = new Map<string, number>();
  for (const line of lines) {
    const [, head = '', value = '', type, rest = ''] = /^([^:]*):([^|]*)\|(\w+)(.*)$/s.exec(line) ?? [];
    const [name = '', ...inName] = head.split(dialect === 'influx' ? ',' : ';');
    const parts = rest.split('|');
    const tags =
      parts
        .find((part) => part.startsWith('#'))
        ?.slice(1)
        .split(',') ?? [];
    const times = 1 / Number(parts.find((part) => part.startsWith('@'))?.slice(1) ?? 1);
    const labels = Object.fromEntries([
      ...inName.map((pair) => split(pair, '=')),
      ...tags.map((pair) => split(pair, ':')),
    ]);
    if (type === 'c') received.add(unescaped(name), labels, Number(value) * times);
    else if (type === 'g') {
      const isChange = dialect !== 'dogstatsd' && /^[+-]/.test(value);
      const key = head + rest;
      gauges.set(key, (isChange ? (gauges.get(key) ?? 0) : 0) + Number(value));
      received.set(unescaped(name), labels, gauges.get(key) ?? 0);
    } else if (type !== undefined) {
      for (const one of value.split(':')) received.observe(unescaped(name), labels, Number(one) * times, times);
    } else throw new Error(`not a StatsD line: ${JSON.stringify(line)}`);
  }
  return received.reading();
}

function split(pair: string, separator: string): [string, string] {
  const at = pair.indexOf(separator);
  return [unescaped(pair.slice(0, at)), unescaped(pair.slice(at + 1))];
}

function unescaped(text: string): string {
  return text.replace(/(?:__[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('_', ''), 'hex').toString());
}
