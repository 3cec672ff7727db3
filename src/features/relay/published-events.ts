import type { RelayedEvent } from './relayed-event.js';

type Listener = (events: readonly RelayedEvent[]) => void;

/** What this process published, once it is committed: for counters. An event that must not be lost needs a subscriber. */
export class PublishedEvents {
  private readonly listeners: Listener[] = [];

  subscribe(listener: Listener): void {
    this.listeners.push(listener);
  }

  emit(events: readonly RelayedEvent[]): void {
    for (const listener of this.listeners) listener(events);
  }
}
