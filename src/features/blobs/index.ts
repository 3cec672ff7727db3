export { BlobsModule } from './blobs.module.js';
export { type BlobFacts, BlobsRepository, type LockedBlob, type StoredBlob } from './blobs.repository.js';
export { ANY_SESSION, type AttemptKeys, type DueTrash, type TrashEntry, TrashRepository } from './trash.repository.js';
export { TrashSizeRepository } from './trash-size.repository.js';
