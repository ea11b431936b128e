const mostListed = 10;

/** One line for a timeout message: how many arrived, and the last of them. */
export function listArrived(noun: string, arrived: readonly string[]): string {
  if (arrived.length === 0) return `no ${noun}s arrived`;
  const last = arrived.slice(-mostListed).map((item) => JSON.stringify(item.slice(0, 200)));
  const which = arrived.length > mostListed ? `the last ${mostListed}: ` : '';
  return `${arrived.length} ${noun}${arrived.length === 1 ? '' : 's'} arrived: ${which}${last.join(', ')}`;
}
