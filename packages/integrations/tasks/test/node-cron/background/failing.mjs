/** Fails. */
export function task() {
  throw new RangeError('of 7 posts');
}
