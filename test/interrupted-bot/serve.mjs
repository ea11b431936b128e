import { instrumentHttpClient } from '@bot-metrics/http';
import { createBotMetrics } from '@bot-metrics/sdk';

/**
 * A bot as a service of its own. With `OWN_LISTENER` it listens to Ctrl-C itself, stops, and prints what became of the records;
 * otherwise it leaves the signal to the SDK.
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
