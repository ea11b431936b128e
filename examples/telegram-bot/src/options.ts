import { parseArgs } from 'node:util';
import { BotMetricsError } from '@bot-metrics/core';
import { type FurtherBackend, furtherBackends } from './world/world.ts';

/** The command line options. */
export interface Options {
  /** Duration of the load in seconds; without it, until Ctrl-C. */
  readonly seconds: number | undefined;
  /** How long the endpoints stay open afterwards, in seconds. */
  readonly linger: number;
  /** In addition to those of the configuration file. */
  readonly backends: readonly FurtherBackend[];
  /** Prints the result as JSON on the last line. */
  readonly json: boolean;
}

/** @throws BotMetricsError `invalid_configuration`, or the TypeError of `parseArgs` */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string' },
      linger: { type: 'string', default: '0' },
      backend: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  });
  const { seconds, linger, backend, json } = values;
  return {
    seconds: seconds === undefined ? undefined : parseSeconds('--seconds', seconds, 1),
    linger: parseSeconds('--linger', linger, 0),
    backends: backend.map(parseBackend),
    json,
  };
}

function parseSeconds(option: string, text: string, min: number): number {
  const seconds = Number(text);
  if (text !== '' && seconds >= min && seconds <= 86_400) return seconds;
  throw new BotMetricsError(
    'invalid_configuration',
    `${option}: "${text}" must be a number of seconds from ${min} to 86400, such as ${option} 10`,
  );
}

function parseBackend(name: string): FurtherBackend {
  const known = furtherBackends.find((backend) => backend === name);
  if (known !== undefined) return known;
  throw new BotMetricsError('invalid_configuration', `--backend: "${name}" must be ${furtherBackends.join(' or ')}`);
}
