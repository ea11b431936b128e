import type { BusinessMetricsService, Metrics } from '@bot-metrics/core';
import { type Bot, InlineKeyboard } from 'grammy';
import type { Tally } from '../proof/tally.ts';
import type { Posts } from './posts.ts';

export const commands: readonly string[] = ['start', 'post', 'stats'];

const keyboard = new InlineKeyboard().text('👍', 'like').text('👎', 'dislike');

/** Adds the bot's handlers. Instrumentation comes first, so that it sees every update. */
export function addHandlers(bot: Bot, posts: Posts, metrics: Metrics, tally: Tally): void {
  const reactions = metrics.counter('bot.reactions', {
    description: 'Buttons pressed under posts.',
    unit: '{reaction}',
    labels: { kind: ['like', 'dislike'] },
  });
  bot.command('start', async (ctx) => {
    await posts.addUser(ctx.from?.id ?? 0);
    await ctx.reply('Welcome! /post schedules a post, /stats counts.', { reply_markup: keyboard });
  });
  bot.command('post', async (ctx) => {
    await posts.schedule(((ctx.from?.id ?? 0) % 3) + 1, ctx.match || 'An empty post');
    await ctx.reply('Scheduled.');
  });
  bot.command('stats', async (ctx) => {
    await ctx.reply(`${await posts.countUsers()} users, ${await posts.countScheduledPosts()} posts wait.`);
  });
  bot.callbackQuery(['like', 'dislike'], async (ctx) => {
    reactions.add(1, { kind: ctx.callbackQuery.data === 'like' ? 'like' : 'dislike' });
    tally.count('bot.reactions');
    await ctx.answerCallbackQuery();
  });
  // A user blocked the bot, Telegram asked to slow down, or the connection broke: drop the message. The metrics
  // recorded it.
  bot.catch(() => {});
}

/** Sends due posts and records the result of each. */
export async function publishDuePosts(
  bot: Bot,
  posts: Posts,
  business: BusinessMetricsService,
  tally: Tally,
): Promise<void> {
  for (const post of await posts.due()) {
    tally.count('bot.posts.sent');
    try {
      await bot.api.sendMessage(-1000 - post.channel_id, post.text, { reply_markup: keyboard });
      await posts.markSent(post.id);
      business.recordPostSent({ status: 'success' });
      business.recordPostViewsUpdate(10);
      tally.count('bot.post_views.updated', 10);
    } catch {
      business.recordPostSent({ status: 'error' });
    }
  }
}
