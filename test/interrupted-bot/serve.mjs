import { instrumentHttpClient } from '@bot-metrics/http';
import { createBotMetrics } from '@bot-metrics/sdk';

/**
 * Runs a bot as a service. With `OWN_LISTENER` it handles Ctrl-C itself, stops, and prints the accounts; otherwise it
 * leaves the signal to the SDK.
 */
export async function serve(createBot) {
  const { BOT_TOKEN, BOT_API_ROOT, OWN_LISTENER } = process.env;
  const metrics = await createBotMetrics(undefined, { signals: OWN_LISTENER === undefined });
  instrumentHttpClient(metrics.collector);
  const bot = createBot(BOT_TOKEN, BOT_API_ROOT, metrics.collector);
  if (OWN_LISTENER !== undefined) process.once('SIGINT', () => bot.stop());
  await bot.run();
  console.log(JSON.stringify(await metrics.shutdown(5)));
}
