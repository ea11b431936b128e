/** Ends its process. */
export function task() {
  process.exit(3);
}
