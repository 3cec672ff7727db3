import type { Api, Json } from './api.js';
import { announce, attach, send } from './direct-uploads.js';
import { documentsOf } from './document-api.js';
import { pdf, png } from './fixtures.js';
import { processed, sendDocument } from './ingested-document.js';
import { createInParts } from './parts.js';
import { makeToken } from './upload-tokens.js';
import { confirm, create, put, settled } from './walk.js';

let made = 0;
const file = () => ({ filename: `a${made++}.pdf`, contentType: 'application/pdf', bytes: pdf(`file ${made}`) });

export async function pending(api: Api): Promise<string> {
  return (await create(api, file())).upload_id;
}

export async function sent(api: Api): Promise<string> {
  const one = file();
  const created = await create(api, one, { metadata: { of: 'the sender' } });
  await put(created, one.bytes);
  return created.upload_id;
}

export async function confirmed(api: Api): Promise<string> {
  const id = await sent(api);
  await confirm(api, id);
  return id;
}

/** A picture that is let in. */
export async function picture(api: Api, reader = api): Promise<string> {
  const bytes = png();
  const created = await create(api, { filename: 'a.png', contentType: 'image/png', bytes });
  await put(created, bytes);
  await confirm(api, created.upload_id);
  await settled(reader, created.upload_id);
  return created.upload_id;
}

export async function inParts(api: Api): Promise<string> {
  return (await createInParts(api, 1000)).upload_id;
}

async function object(api: Api): Promise<string> {
  const body = { blobs: [{ property: 'one', upload_id: await confirmed(api) }], metadata: { of: 'the maker' } };
  return (await api.post('/v1/buckets/assets/objects', body)).body.object_id;
}

async function bucket(api: Api): Promise<string> {
  return (await api.post('/v1/buckets', { bucket_name: `bucket${made++}` })).body.bucket_id;
}

/** A document whose file was sent and is not confirmed. */
async function sentDocument(api: Api): Promise<string> {
  const documents = await documentsOf(api);
  const { body } = await documents.announce();
  await documents.send(body, '0123456789');
  return body.document_id;
}

async function readDocument(api: Api): Promise<string> {
  const documents = await documentsOf(api);
  const id = await sendDocument(documents, 'a.txt', 'text/plain', Buffer.from(`Text number ${made++}`));
  await processed(documents, id);
  return id;
}

async function knowledgeBase(api: Api): Promise<string> {
  return (await (await documentsOf(api)).bases.post('', { name: `base ${made++}` })).body.knowledge_base_id;
}

const declared = () => ({ filename: 'b.pdf', contentType: 'application/pdf', fileSizeBytes: 10, metadata: { own: 1 } });

/** The signed id of a file that its client sent. */
async function signedId(api: Api): Promise<string> {
  const { bytes, filename: name, contentType: type } = file();
  const blob = await announce(api, { name, type, bytes });
  await send(blob, bytes);
  return blob.signed_id;
}

/** The input of each mutation that callers other than administrators may run, once everything it needs is there. */
export const inputs: Record<string, (maker: Api, root: Api) => Promise<Json>> = {
  createUpload: async () => ({ bucketId: 'assets', ...declared() }),
  createUploads: async () => ({ bucketId: 'assets', uploads: [declared(), declared()] }),
  signUpload: async (maker) => ({ uploadId: await pending(maker) }),
  signUploadParts: async (maker) => ({ uploadId: await inParts(maker), partNumbers: [1] }),
  confirmUpload: async (maker) => ({ uploadId: await sent(maker) }),
  confirmUploads: async (maker) => ({ uploadIds: [await sent(maker)] }),
  cancelUpload: async (maker) => ({ uploadId: await inParts(maker) }),
  createObject: async (maker) => ({ bucketId: 'assets', uploadIds: [await confirmed(maker)], metadata: { own: 1 } }),
  deleteObject: async (maker) => ({ objectId: await object(maker) }),
  deleteFile: async (maker) => ({ fileId: await confirmed(maker) }),
  makeVariants: async (maker, root) => ({ fileId: await picture(maker, root) }),
  attach: async (maker) => ({ signedId: await signedId(maker), recordType: 'Post', recordId: '1', name: 'files' }),
  detach: async (maker) => ({ attachmentId: (await attach(maker, await signedId(maker))).body.attachment_id }),
  createUploadToken: async () => ({ bucket: 'assets', maxFileSize: 1000 }),
  revokeUploadToken: async (maker) => ({ id: (await makeToken(maker)).upload_token_id }),
  createDocument: async () => ({ filename: 'a.txt', contentType: 'text/plain', fileSize: 10 }),
  confirmDocument: async (maker) => ({ documentId: await sentDocument(maker) }),
  updateDocument: async (maker) => ({ documentId: await sentDocument(maker), description: 'x' }),
  deleteDocument: async (maker) => ({ documentId: await sentDocument(maker) }),
  reprocessDocument: async (maker) => ({ documentId: await readDocument(maker) }),
  createKnowledgeBase: async () => ({ name: `base ${made++}` }),
  updateKnowledgeBase: async (maker) => ({ knowledgeBaseId: await knowledgeBase(maker), name: `base ${made++}` }),
  deleteKnowledgeBase: async (maker) => ({ knowledgeBaseId: await knowledgeBase(maker) }),
  createBucket: async () => ({ bucketName: `bucket${made++}` }),
  updateBucket: async (_, root) => ({ bucketId: await bucket(root), description: 'x' }),
  deleteBucket: async (_, root) => ({ bucketId: await bucket(root) }),
};

/** A way to act on an upload that is there. `prepare` makes one, `act` answers the code of the refusal, if any. */
export interface Act {
  prepare(maker: Api): Promise<string>;
  act(caller: Api, id: string): Promise<string | undefined>;
}

const rest =
  (method: string, path: (id: string) => string, body?: (id: string) => Json) =>
  async (caller: Api, id: string): Promise<string | undefined> => {
    const answer = await caller.call(method, path(id), body?.(id));
    return answer.body?.items?.[0]?.error?.code ?? answer.body?.code;
  };

const mutation =
  (name: string, more: Json = {}, idField = 'uploadId') =>
  async (caller: Api, id: string): Promise<string | undefined> => {
    const type = `${name === 'cancelUpload' || name === 'signUpload' ? 'UploadId' : name[0]!.toUpperCase() + name.slice(1)}Input!`;
    const query = `mutation ($input: ${type}) { ${name}(input: $input) { __typename } }`;
    const input = idField === 'uploadIds' ? { [idField]: [id], ...more } : { [idField]: id, ...more };
    return (await caller.graphql(query, { input })).body.errors?.[0].extensions.code;
  };

/** Every act on an upload, by every route and mutation. */
export const acts: Record<string, Act> = {
  sign: { prepare: pending, act: rest('POST', (id) => `/v1/uploads/${id}/sign`) },
  signUpload: { prepare: pending, act: mutation('signUpload') },
  parts: {
    prepare: inParts,
    act: rest(
      'POST',
      (id) => `/v1/uploads/${id}/parts`,
      () => ({ part_numbers: [1] }),
    ),
  },
  signUploadParts: { prepare: inParts, act: mutation('signUploadParts', { partNumbers: [1] }) },
  confirm: {
    prepare: sent,
    act: rest(
      'POST',
      (id) => `/v1/uploads/${id}/confirm`,
      () => ({}),
    ),
  },
  'confirm in its bucket': {
    prepare: sent,
    act: rest(
      'POST',
      (id) => `/v1/buckets/assets/uploads/${id}/confirm`,
      () => ({}),
    ),
  },
  'confirm, one of many': {
    prepare: sent,
    act: rest(
      'POST',
      () => '/v1/uploads/confirm',
      (id) => ({ upload_ids: [id] }),
    ),
  },
  confirmUpload: { prepare: sent, act: mutation('confirmUpload') },
  confirmUploads: {
    prepare: sent,
    act: async (caller, id) => {
      const query = 'mutation ($input: ConfirmUploadsInput!) { confirmUploads(input: $input) { error { code } } }';
      const { errors, data } = (await caller.graphql(query, { input: { uploadIds: [id] } })).body;
      return errors?.[0].extensions.code ?? data.confirmUploads[0].error?.code;
    },
  },
  'confirm a presigned file': {
    prepare: sent,
    act: rest(
      'POST',
      (id) => `/v1/files/presign/${id}/confirm`,
      () => ({}),
    ),
  },
  'confirm again': {
    prepare: confirmed,
    act: rest(
      'POST',
      (id) => `/v1/uploads/${id}/confirm`,
      () => ({}),
    ),
  },
  cancel: { prepare: pending, act: rest('DELETE', (id) => `/v1/uploads/${id}`) },
  cancelUpload: { prepare: pending, act: mutation('cancelUpload') },
  delete: { prepare: confirmed, act: rest('DELETE', (id) => `/v1/files/${id}`) },
  deleteFile: { prepare: confirmed, act: mutation('deleteFile', {}, 'fileId') },
  'make variants': { prepare: picture, act: rest('POST', (id) => `/v1/files/${id}/variants`) },
  makeVariants: { prepare: picture, act: mutation('makeVariants', {}, 'fileId') },
  'make an object of it': {
    prepare: confirmed,
    act: rest(
      'POST',
      () => '/v1/buckets/assets/objects',
      (id) => ({ upload_ids: [id] }),
    ),
  },
  createObject: { prepare: confirmed, act: mutation('createObject', { bucketId: 'assets' }, 'uploadIds') },
};
