import type { CommandOption, Values } from '../command.ts';

/** For commands that read a page. */
export const headerOption: CommandOption = {
  type: 'string',
  short: 'H',
  multiple: true,
  usage: '-H, --header "NAME: VALUE"',
  help: 'a request header; repeatable',
};

export function readHeaders({ header }: Values): readonly string[] {
  return typeof header === 'object' ? header.map(String) : [];
}
