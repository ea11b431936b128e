/** The things that the business is about, counted at one moment. */
export interface BusinessMetrics {
  readonly channelsCount: number;
  readonly usersCount: number;
  readonly scheduledPostsCount: number;
  /** Kept with the model; never a sample time. */
  readonly timestamp?: Date;
}
