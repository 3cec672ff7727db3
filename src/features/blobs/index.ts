export { BlobStatesRepository, type HeldBlob } from './blob-states.repository.js';
export { liveBlobs, withBlob } from './blobs.queries.js';
export { BlobsModule } from './blobs.module.js';
export { BlobsRepository, type BlobFacts, type BlobOwner } from './blobs.repository.js';
export { type Quarantine, QuarantinesRepository } from './quarantines.repository.js';
export { ANY_SESSION, type AttemptKeys, type DueTrash, type TrashEntry, TrashRepository } from './trash.repository.js';
