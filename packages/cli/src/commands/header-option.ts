import type { CommandOption, Values } from '../command.ts';

/** Of the commands that read a page. */
export const headerOption: CommandOption = {
  type: 'string',
  short: 'H',
  multiple: true,
  usage: '-H, --header "NAME: VALUE"',
  help: 'sent with the request, as often as needed',
};

export function headersOf({ header }: Values): readonly string[] {
  return typeof header === 'object' ? header.map(String) : [];
}
