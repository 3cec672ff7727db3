export { BlobsModule } from './blobs.module.js';
export { BlobsRepository, type BlobFacts, type BlobOwner } from './blobs.repository.js';
export { TrashRepository, type DueTrash, type TrashEntry } from './trash.repository.js';
