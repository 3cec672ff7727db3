export { EmbeddedStore } from './embedded-store.js';
export { type EventListener } from './events/event-publisher.js';
export { type EventRecord } from './events/event-record.js';
export {
  type EmbeddedStoreOptions,
  lastKnownStore,
  type RunningStore,
  startEmbeddedStore,
} from './start-embedded-store.js';
export { type StoreOptions } from './store-options.js';
