import type { FakeBotApi } from '@bot-metrics/testing';

/** The actions of the visitors, counted by themselves. */
export interface Visits {
  /** Messages and button presses sent to the bot. */
  updates: number;
  /** The updates that carry a date of their own. */
  dated: number;
}

const BUTTONS = ['like', 'dislike'];
const USERS = 25;

/** Starts users who write to the bot, press its buttons and read the channels over HTTP until stopped. */
export function startVisitors(telegram: FakeBotApi, apiUrl: string): { visits: Visits; stop(): Promise<void> } {
  const visits: Visits = { updates: 0, dated: 0 };
  const requests = new Set<Promise<unknown>>();
  let turn = 0;
  const timer = setInterval(() => {
    turn += 1;
    const userId = 1000 + (turn % USERS);
    const from = { userId, chatId: userId };
    visits.updates += 1;
    if (turn % 4 === 0) {
      telegram.pushCallback(BUTTONS[turn % BUTTONS.length]!, from);
    } else {
      visits.dated += 1;
      telegram.pushText(chooseText(turn), { ...from, ageSeconds: turn % 3 });
    }
    makeTrouble(telegram, turn);
    const request = fetch(apiUrl + choosePath(turn)).then((response) => response.text());
    requests.add(request);
    request.finally(() => requests.delete(request));
  }, 40);
  return {
    visits,
    async stop() {
      clearInterval(timer);
      await Promise.all(requests);
    },
  };
}

function chooseText(turn: number): string {
  const texts = ['/start', '/post Good morning!', '/stats', 'hello there', '/unknown'];
  return texts[turn % texts.length]!;
}

function choosePath(turn: number): string {
  const paths = ['/channels', `/channels/${(turn % 3) + 1}/posts`, '/channels/none/posts', '/nowhere'];
  return paths[turn % paths.length]!;
}

/** Occasionally Telegram asks to slow down, a user has blocked the bot, or a connection breaks. */
function makeTrouble(telegram: FakeBotApi, turn: number): void {
  if (turn % 29 === 0) telegram.floodWait('sendMessage', 1);
  if (turn % 41 === 0) telegram.refuse('sendMessage', 'blocked');
  if (turn % 67 === 0) telegram.hangUp('sendMessage');
}
