import { parseArgs } from 'node:util';
import { BotMetricsError } from '@bot-metrics/core';
import { type FurtherBackend, furtherBackends } from './world/world.ts';

/** What the command line says. */
export interface Options {
  /** How long there is load; without it until Ctrl-C. */
  readonly seconds: number | undefined;
  /** How long the endpoints stay open after it. */
  readonly linger: number;
  /** Beside those of the configuration file. */
  readonly backends: readonly FurtherBackend[];
  /** Prints the result as the last line, as JSON. */
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
    seconds: seconds === undefined ? undefined : secondsOf('--seconds', seconds, 1),
    linger: secondsOf('--linger', linger, 0),
    backends: backend.map(backendOf),
    json,
  };
}

function secondsOf(option: string, text: string, least: number): number {
  const seconds = Number(text);
  if (text !== '' && seconds >= least && seconds <= 86_400) return seconds;
  throw new BotMetricsError(
    'invalid_configuration',
    `${option} ${text}: write a number of seconds from ${least}, such as ${option} 10`,
  );
}

function backendOf(name: string): FurtherBackend {
  const known = furtherBackends.find((backend) => backend === name);
  if (known !== undefined) return known;
  throw new BotMetricsError(
    'invalid_configuration',
    `--backend ${name}: is not known; write ${furtherBackends.join(' or ')}`,
  );
}
