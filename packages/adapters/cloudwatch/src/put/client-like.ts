/** What is needed of a `CloudWatchClient` of @aws-sdk/client-cloudwatch. */
export interface CloudWatchClientLike {
  /** @param command a `PutMetricDataCommand` */
  send(command: object, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
}
