import { expect } from '@jest/globals';
import type { Api, Json } from '../api.js';
import { type DocumentApi, documentsOf, untilDocument } from '../document-api.js';

/** What the suites of one server share. */
export interface DocumentScene {
  api: Api;
  documents: DocumentApi;
  /** The administrator of another organization. */
  stranger: Api;
  /** A document whose file was scanned. */
  available(more?: object, bytes?: Buffer): Promise<Json>;
}

export const text = { filename: 'a.txt', contentType: 'text/plain', bytes: Buffer.from('some text') };

export const refusal = (status: number, code: string, field?: string) => ({
  status,
  body: { code, ...(field === undefined ? {} : { errors: [expect.objectContaining({ field })] }) },
});

export async function documentScene(api: Api): Promise<DocumentScene> {
  const documents = await documentsOf(api);
  const { body } = await api.post('/v1/organizations', { name: 'stranger' });
  const available = async (more: object = {}, bytes: Buffer = text.bytes): Promise<Json> => {
    const { body: made } = await documents.announce({ file_size: bytes.length, ...more });
    await documents.send(made, bytes);
    await documents.post(`/${made.document_id}/confirm-upload`);
    const isOpen = ({ stage }: Json) => ['waiting_for_upload', 'scanning'].includes(stage);
    await untilDocument(documents, made.document_id, (status) => !isOpen(status));
    return made;
  };
  return { api, documents, stranger: api.as(body.api_key), available };
}
