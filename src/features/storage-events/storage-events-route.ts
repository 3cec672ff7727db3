export const STORAGE_EVENTS_ROUTE = 'v1/storage/events';
