import { expect, it } from 'vitest';
import {
  createTranslations,
  type Escaping,
  escapeDots,
  escapeValues,
  type Names,
} from '../../src/names/name-translation.ts';

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
  const spelling = createTranslations(names)[escaping];
  expect([spelling.metric(sent, ''), spelling.label('chat.type')]).toEqual([metric, label]);
});

it('makes no label of Prometheus’s own by escaping', () => {
  const { dots } = createTranslations('utf-8');
  expect(['_name_', '9th', '__name__'].map((name) => dots.label(name))).toEqual([
    'key_name_',
    'key_9th',
    'key__name__',
  ]);
});

/** A name, and what https://prometheus.io/docs/instrumenting/escaping_schemes makes of it as dots and as values. */
it.each([
  ['no:escaping_required', 'no:escaping__required', 'no:escaping_required'],
  [
    'mysystem.prod.west.cpu.load',
    'mysystem_dot_prod_dot_west_dot_cpu_dot_load',
    'U__mysystem_2e_prod_2e_west_2e_cpu_2e_load',
  ],
  ['http.status:sum', 'http_dot_status:sum', 'U__http_2e_status:sum'],
  ['label with 😱', 'label__with____', 'U__label_20_with_20__1f631_'],
  ['a.b_c', 'a_dot_b__c', 'U__a_2e_b__c'],
  ['0zero', '__zero', 'U___30_zero'],
])('escapes %s as %s and as %s', (name, dots, values) => {
  expect([escapeDots(name), escapeValues(name)]).toEqual([dots, values]);
});
