export { hasLiveBlob, liveBlobs, withBlob, withBytes } from './blobs.queries.js';
export { BlobsModule } from './blobs.module.js';
export { BlobsRepository, type LockedBlob } from './blobs.repository.js';
export { ANY_SESSION, type AttemptKeys, type DueTrash, TrashRepository } from './trash.repository.js';
