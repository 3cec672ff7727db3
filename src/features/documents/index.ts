export { DocumentsModule, DocumentWorkModule } from './documents.module.js';
export { type DocumentRecord, findDocuments } from './records/document-row.repository.js';
export { DocumentsRepository } from './records/documents.repository.js';
export { DocumentAccess } from './records/document-access.js';
export { DocumentView } from './dto/document.view.js';
