import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Subscriptions to diagnostics channels that end together. */
export class ChannelSubscriptions {
  readonly #unsubscribes: (() => void)[] = [];

  /** `M` is the documented type of the channel's messages. A message of another shape is skipped. */
  add<M>(channel: string, onMessage: (message: M) => void): void {
    const subscriber = (message: unknown) => {
      try {
        onMessage(message as M);
      } catch {
        // An exception here would end the process.
      }
    };
    subscribe(channel, subscriber);
    this.#unsubscribes.push(() => unsubscribe(channel, subscriber));
  }

  unsubscribe(): void {
    for (const unsubscribeOne of this.#unsubscribes.splice(0)) unsubscribeOne();
  }
}
