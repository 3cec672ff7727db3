import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../api.js';
import { untilDocument } from '../document-api.js';
import { upload } from '../walk.js';
import { type DocumentScene, text } from './scene.js';

/** The GraphQL twins of the documents API. */
export function describeGraphql(scene: () => DocumentScene): void {
  let { api, documents, stranger } = {} as DocumentScene;
  beforeAll(() => void ({ api, documents, stranger } = scene()));

  describe('GraphQL', () => {
    const fields = 'id documentId uploadId name processingStatus knowledgeBaseIds';

    it('does everything that REST does', async () => {
      const run = async (query: string, input?: object) => {
        const { body } = await api.graphql(query, input ? { input } : {});
        if (body.errors) throw new Error(JSON.stringify(body.errors));
        return body.data;
      };
      const { createKnowledgeBase: base } = await run(
        'mutation ($input: CreateKnowledgeBaseInput!) { createKnowledgeBase(input: $input) { id name documentCount } }',
        { name: 'Handbooks' },
      );
      const { createDocument: made } = await run(
        `mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { ${fields} uploadUrl headers { name value } expiresAt } }`,
        {
          ...{ filename: 'g.txt', contentType: 'text/plain', fileSize: 9, name: 'Graph' },
          knowledgeBaseIds: [base.id],
        },
      );
      expect(made).toMatchObject({ processingStatus: 'PENDING', knowledgeBaseIds: [base.id] });
      const headers = Object.fromEntries(made.headers.map(({ name, value }: Json) => [name, value]));
      await documents.send({ upload_url: made.uploadUrl, headers }, 'some text');
      const { confirmDocument } = await run(
        `mutation ($input: DocumentIdInput!) { confirmDocument(input: $input) { processingStatus processing { taskId } } }`,
        { documentId: made.id },
      );
      expect(confirmDocument).toMatchObject({ processing: { taskId: `task_${made.id.slice(4)}` } });
      await untilDocument(documents, made.id, ({ stage }) => !['waiting_for_upload', 'scanning'].includes(stage));
      const {
        documents: page,
        document,
        upload: itsUpload,
      } = await run(`{
      documents(first: 1, filter: { knowledgeBaseId: "${base.id}" }, orderBy: { field: NAME }) {
        nodes { ${fields} downloadUrl knowledgeBases { name documentCount } processing { stage error { code } } }
        pageInfo { hasNextPage }
      }
      document(id: "${made.id}") { upload { id document { id } } }
      upload(id: "${made.uploadId}") { documentId document { name } }
    }`);
      expect(page.nodes).toEqual([
        expect.objectContaining({
          ...{ id: made.id, downloadUrl: expect.stringContaining('X-Amz-Signature') },
          knowledgeBases: [{ name: 'Handbooks', documentCount: 1 }],
        }),
      ]);
      expect(document.upload).toEqual({ id: made.uploadId, document: { id: made.id } });
      expect(itsUpload).toEqual({ documentId: made.id, document: { name: 'Graph' } });
      const { reprocessDocument } = await run(
        `mutation ($input: DocumentIdInput!) { reprocessDocument(input: $input) { processingStatus } }`,
        { documentId: made.id },
      );
      expect(reprocessDocument.processingStatus).toBe('PROCESSING');
      const { updateDocument } = await run(
        `mutation ($input: UpdateDocumentInput!) { updateDocument(input: $input) { name knowledgeBaseIds } }`,
        { documentId: made.id, name: 'Graph 2', knowledgeBaseIds: [] },
      );
      expect(updateDocument).toEqual({ name: 'Graph 2', knowledgeBaseIds: [] });
      const { updateKnowledgeBase } = await run(
        'mutation ($input: UpdateKnowledgeBaseInput!) { updateKnowledgeBase(input: $input) { name documentCount } }',
        { knowledgeBaseId: base.id, name: 'Books' },
      );
      expect(updateKnowledgeBase).toEqual({ name: 'Books', documentCount: 0 });
      await run('mutation ($input: DeleteKnowledgeBaseInput!) { deleteKnowledgeBase(input: $input) { id } }', {
        knowledgeBaseId: base.id,
      });
      await run('mutation ($input: DocumentIdInput!) { deleteDocument(input: $input) { id } }', {
        documentId: made.id,
      });
      for (const gone of [`document(id: "${made.id}")`, `knowledgeBase(id: "${base.id}")`]) {
        const { body } = await api.graphql(`{ ${gone} { id } }`);
        expect(body.errors[0].extensions.code).toBe('NOT_FOUND');
      }
    });

    it('makes a document of an upload, and refuses both or neither', async () => {
      const done = await upload(api, text);
      const create = (input: object) =>
        api.graphql(
          'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { uploadId uploadUrl language upload { id } } }',
          { input },
        );
      const { uploadId } = { uploadId: done.upload_id };
      expect((await create({ uploadId, language: 'GREEK' })).body.data.createDocument).toEqual({
        ...{ uploadId, uploadUrl: null, language: 'GREEK', upload: { id: uploadId } },
      });
      for (const input of [{ uploadId, filename: 'a.txt' }, { filename: 'a.txt' }, {}])
        expect((await create(input)).body.errors[0].extensions).toMatchObject({ code: 'VALIDATION_FAILED' });
    });

    it('finds nothing of another organization', async () => {
      const { document_id: id } = (await documents.announce()).body;
      for (const act of [
        `deleteDocument(input: { documentId: "${id}" }) { id }`,
        `updateDocument(input: { documentId: "${id}", name: "x" }) { id }`,
        `confirmDocument(input: { documentId: "${id}" }) { id }`,
        `reprocessDocument(input: { documentId: "${id}" }) { id }`,
      ]) {
        const { body } = await stranger.graphql(`mutation { ${act} }`);
        expect(body.errors.map(({ extensions }: Json) => extensions.code)).toEqual(['NOT_FOUND']);
      }
      const { body: found } = await stranger.graphql(`{ documents { nodes { id } } knowledgeBases { nodes { id } } }`);
      expect(found.data).toEqual({ documents: { nodes: [] }, knowledgeBases: { nodes: [] } });
      expect((await documents.get(`/${id}`)).status).toBe(200);
    });
  });
}
