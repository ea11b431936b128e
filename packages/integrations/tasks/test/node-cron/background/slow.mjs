/** Takes a moment. */
export async function task() {
  await new Promise((resolve) => setTimeout(resolve, 30));
}
