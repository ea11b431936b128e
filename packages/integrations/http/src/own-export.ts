/** A product in the `user-agent` of every backend of this SDK that pushes over HTTP. */
const ownAgent = /(^| )bot-metrics-/;

/** Whether a request is an export of this SDK, which `bot_metrics.exports` counts. */
export function isOwnExport(userAgent: unknown): boolean {
  return typeof userAgent === 'string' && ownAgent.test(userAgent);
}
