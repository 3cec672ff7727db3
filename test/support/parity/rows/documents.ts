import { found } from '../../resilience/until.js';
import type { Given } from '../cases.js';
import type { Side } from '../side.js';
import { below, byItsStatus, type Row } from './row.js';

const document = (side: Side): Given => ({
  workspace_id: side.workspace,
  filename: 'a.txt',
  content_type: 'text/plain',
  file_size: 10,
  name: side.name('document'),
  description: 'words',
  language: 'english',
});

export const documents: Record<string, Row> = {
  createDocument: {
    form: { isPart: true, elsewhere: { s3_key: 'upload.s3Key' } },
    good: async (side) => ({ ...document(side), knowledge_base_ids: [await side.knowledgeBase()] }),
    takesRoom: true,
    cases: {
      'with an extension that is refused': (side) => ({ ...document(side), filename: 'a.exe' }),
      'larger than a document may be': (side) => ({ ...document(side), file_size: 60_000_000 }),
    },
    unlike: {
      'filename: missing': 'by GraphQL it may be left out: the document is then of an upload',
      'content_type: missing': 'as filename',
      'file_size: missing': 'as filename',
      'filename: null': 'as filename',
      'content_type: null': 'as filename',
      'file_size: null': 'as filename',
    },
  },
  createDocumentOfUpload: {
    good: async (side) => ({ workspace_id: side.workspace, upload_id: await side.available(), name: 'of an upload' }),
    twin: { root: 'Mutation', name: 'createDocument' },
    cases: {
      'of one that was not sent': async (side) => ({ workspace_id: side.workspace, upload_id: await side.pending() }),
    },
    unlike: {
      'upload_id: missing': 'by GraphQL it may be left out: the document is then announced',
      'upload_id: null': 'as missing',
    },
  },
  listDocuments: {
    good: async (side) => {
      await side.sentDocument();
      // What the requests before left behind has come to rest.
      await found(async () => {
        const { body } = await side.documents.get('?status=processing&limit=1');
        return body.items.length === 0 || undefined;
      });
      return { workspace_id: side.workspace, limit: 1, status: 'pending' };
    },
    unlike: { 'sort:': 'by GraphQL it is orderBy, whose values the schema checks' },
  },
  getDocument: {
    good: async (side) => ({ workspace_id: side.workspace, document_id: await side.shared('readDocument') }),
  },
  updateDocument: {
    good: async (side) => ({
      ...{ workspace_id: side.workspace, document_id: await side.sentDocument(), name: side.name('renamed') },
      ...{ description: 'x', language: 'german', knowledge_base_ids: [await side.knowledgeBase()] },
    }),
  },
  deleteDocument: { good: async (side) => ({ workspace_id: side.workspace, document_id: await side.sentDocument() }) },
  confirmDocument: {
    form: { isPart: true, elsewhere: { task_id: 'processing.taskId' } },
    good: async (side) => ({ workspace_id: side.workspace, document_id: await side.sentDocument() }),
    cases: {
      'before its bytes': async (side) => ({
        ...{ workspace_id: side.workspace, document_id: (await side.documents.announce()).body.document_id },
      }),
    },
  },
  reprocessDocument: {
    form: { isPart: true, elsewhere: { task_id: 'processing.taskId' } },
    good: async (side) => ({ workspace_id: side.workspace, document_id: await side.readDocument() }),
    cases: {
      'that was not sent': async (side) => ({ workspace_id: side.workspace, document_id: await side.sentDocument() }),
    },
  },
  getDocumentProcessing: {
    good: async (side) => ({ workspace_id: side.workspace, document_id: await side.shared('readDocument') }),
    twin: below('document', 'processing'),
  },
  getDocumentDownloadUrl: {
    good: async (side) => ({ workspace_id: side.workspace, document_id: await side.shared('readDocument') }),
    twin: below('document', 'downloadUrl'),
    unlike: { 'of one that was not sent': byItsStatus },
  },
  listDocumentChunks: {
    good: async (side) => ({ workspace_id: side.workspace, document_id: await side.shared('readDocument'), limit: 1 }),
    twin: below('document', 'chunks'),
  },
  searchDocuments: {
    good: async (side) => {
      const knowledge_base_id = await side.shared('knowledgeBase');
      const document_id = await side.shared('readDocument');
      await side.documents.patch(`/${document_id}`, { knowledge_base_ids: [knowledge_base_id] });
      return { workspace_id: side.workspace, q: 'quarterly', knowledge_base_id, limit: 5 };
    },
  },
  createKnowledgeBase: {
    good: (side) => ({ workspace_id: side.workspace, name: side.name('base'), description: 'x' }),
    cases: {
      'with a name that is there': async (side) => {
        const { body } = await side.documents.bases.post('', { name: side.name('base') });
        return { workspace_id: side.workspace, name: body.name };
      },
    },
  },
  listKnowledgeBases: {
    good: async (side) => {
      await side.knowledgeBase();
      return { workspace_id: side.workspace, limit: 1 };
    },
  },
  getKnowledgeBase: {
    good: async (side) => ({ workspace_id: side.workspace, knowledge_base_id: await side.knowledgeBase() }),
  },
  updateKnowledgeBase: {
    good: async (side) => ({
      ...{ workspace_id: side.workspace, knowledge_base_id: await side.knowledgeBase(), name: side.name('base') },
      description: 'x',
    }),
  },
  deleteKnowledgeBase: {
    good: async (side) => ({ workspace_id: side.workspace, knowledge_base_id: await side.knowledgeBase() }),
  },
};
