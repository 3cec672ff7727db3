export interface Subscriber {
  onMessage(message: string): void;
  /** The subscription is open, for the first time or again: messages from before this moment may have been missed. */
  onOpen(): void;
}

export interface Subscription {
  close(): Promise<void>;
}
