import type { Api, Json } from './api.js';
import { DocumentApi } from './document-api.js';
import type { Ids } from './routes.js';
import { found } from './resilience/until.js';

/** Announces a document, sends its file and confirms it. Returns its id. */
export async function sendDocument(
  documents: DocumentApi,
  filename: string,
  contentType: string,
  bytes: Buffer,
): Promise<string> {
  const { status, body, text } = await documents.announce({
    filename,
    content_type: contentType,
    file_size: bytes.length,
  });
  if (status !== 201) throw new Error(`A document was refused with ${status}: ${text}`);
  await documents.send(body, bytes);
  await documents.post(`/${body.document_id}/confirm-upload`);
  return body.document_id;
}

/** The processing status of a document that has ended in SUCCESS or FAILURE. */
export function processed(documents: DocumentApi, id: string): Promise<Json> {
  return found(async () => {
    const { body } = await documents.get(`/${id}/processing-status`);
    return ['SUCCESS', 'FAILURE'].includes(body.processing_status) ? body : undefined;
  });
}

/** The ids of a document whose text is searchable, and of its knowledge base. Its text names its workspace. */
export async function ingestedDocument(api: Api, workspaceId: string): Promise<Ids> {
  const documents = new DocumentApi(api, workspaceId);
  const text = Buffer.from(`The quarterly report of ${workspaceId}`);
  const document = await sendDocument(documents, `${workspaceId}.txt`, 'text/plain', text);
  const end = await processed(documents, document);
  if (end.processing_status !== 'SUCCESS') throw new Error(`The document ended as ${JSON.stringify(end)}.`);
  const { body: base } = await documents.bases.post('', { name: workspaceId });
  await documents.patch(`/${document}`, { knowledge_base_ids: [base.knowledge_base_id] });
  return { document, knowledgeBase: base.knowledge_base_id };
}
