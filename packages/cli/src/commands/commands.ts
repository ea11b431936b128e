import type { Command } from '../command.ts';
import { check } from './check.ts';
import { scrape } from './scrape.ts';

/** In the order in which one needs them. */
export const commands: readonly Command[] = [check, scrape];
