/** In the column of start times: a slot without a series. */
export const NO_SERIES = -1;

/**
 * The start time of a series that its callback does not report at present. The slot, the total and every reader's position stay,
 * so the series continues where it stopped. Below `NO_SERIES`, so that readers, which skip negative start times, leave it out.
 */
export function hiddenStart(startSeconds: number): number {
  return NO_SERIES - 1 - startSeconds;
}

/** The start time in wall seconds of a visible or hidden series. */
export function startOf(created: number): number {
  return created < NO_SERIES ? NO_SERIES - 1 - created : created;
}
