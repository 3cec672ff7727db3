export { STORAGE_EVENTS_ROUTE } from './storage-events-route.js';
export { StorageEventsModule } from './storage-events.module.js';
export { StorageQueueModule } from './storage-queue.module.js';
