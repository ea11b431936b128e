import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Guard } from '@bot-metrics/core';

/** Subscriptions to diagnostics channels that end together. */
export class ChannelSubscriptions {
  readonly #guarded: Guard;
  readonly #unsubscribes: (() => void)[] = [];

  /** @param guarded an exception in a subscriber would end the process */
  constructor(guarded: Guard) {
    this.#guarded = guarded;
  }

  /** `M` is the documented type of the channel's messages. A message of another shape is reported. */
  add<M>(channel: string, onMessage: (message: M) => void): void {
    const subscriber = (message: unknown) => this.#guarded(() => onMessage(message as M));
    subscribe(channel, subscriber);
    this.#unsubscribes.push(() => unsubscribe(channel, subscriber));
  }

  unsubscribe(): void {
    for (const unsubscribeOne of this.#unsubscribes.splice(0)) unsubscribeOne();
  }
}
