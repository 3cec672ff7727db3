import { type EmbeddedStoreOptions, type RunningStore } from '../start-embedded-store.js';

/** What the thread of the store is started with. */
export interface ThreadOptions extends Pick<EmbeddedStoreOptions, 'host' | 'port' | 'corsOrigins'> {
  dataDir: string;
}

/** Everything about a running store but its functions. */
export type StoreAddress = Omit<RunningStore, 'stop'>;

/** From the thread of the store. An error that ends it is passed on by Node itself. */
export type FromThread =
  | { kind: 'ready'; store: StoreAddress }
  /** Keys of objects that were created. */
  | { kind: 'created'; keys: string[] }
  /** A defect: the stack, or the error as text. */
  | { kind: 'defect'; text: string };

/** To the thread of the store: there is nothing else to say. */
export const STOP = 'stop';
