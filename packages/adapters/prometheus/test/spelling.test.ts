import { expect, it } from 'vitest';
import type { Escaping } from '../src/escaping.ts';
import { type Names, spellings } from '../src/spelling.ts';

const sent = { name: 'bot.posts_sent', type: 'counter' } as const;

it.each<[Names, Escaping, string, string]>([
  ['underscores', 'underscores', 'bot_posts_sent_total', 'chat_type'],
  ['underscores', 'allow-utf-8', 'bot_posts_sent_total', 'chat_type'],
  ['underscores', 'dots', 'bot__posts__sent__total', 'chat__type'],
  ['underscores', 'values', 'bot_posts_sent_total', 'chat_type'],
  ['utf-8', 'underscores', 'bot_posts_sent_total', 'chat_type'],
  ['utf-8', 'allow-utf-8', 'bot.posts_sent_total', 'chat.type'],
  ['utf-8', 'dots', 'bot_dot_posts__sent__total', 'chat_dot_type'],
  ['utf-8', 'values', 'U__bot_2e_posts__sent__total', 'U__chat_2e_type'],
])('spells %s names where a scraper asks for %s', (names, escaping, metric, label) => {
  const spelling = spellings(names)[escaping];
  expect([spelling.metric(sent, ''), spelling.label('chat.type')]).toEqual([metric, label]);
});

it('makes no label of Prometheus’s own by escaping', () => {
  const { dots } = spellings('utf-8');
  expect(['_name_', '9th', '__name__'].map((name) => dots.label(name))).toEqual([
    'key_name_',
    'key_9th',
    'key__name__',
  ]);
});
