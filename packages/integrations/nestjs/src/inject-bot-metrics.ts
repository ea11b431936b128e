import { Inject } from '@nestjs/common';

/** The token of the whole instance. The services use their classes as tokens. */
export const BOT_METRICS: unique symbol = Symbol('BOT_METRICS');

/** Injects the whole instance, a `BotMetrics` from @bot-metrics/sdk. Same as `@Inject(BOT_METRICS)`. */
export function InjectBotMetrics(): PropertyDecorator & ParameterDecorator {
  return Inject(BOT_METRICS);
}
