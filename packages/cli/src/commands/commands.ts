import type { Command } from '../command.ts';
import { catalogue } from './catalogue.ts';
import { check } from './check.ts';
import { doctor } from './doctor.ts';
import { init } from './init.ts';
import { scrape } from './scrape.ts';
import { top } from './top.ts';

/** In the order in which a new user needs them. */
export const commands: readonly Command[] = [init, check, doctor, catalogue, scrape, top];
