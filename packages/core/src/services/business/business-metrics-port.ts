/** Counts the things that the business is about; implemented by the application's repositories. */
export interface BusinessMetricsPort {
  countChannels(): Promise<number>;
  countUsers(): Promise<number>;
  countScheduledPosts(): Promise<number>;
}
