import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createdBy } from '../support/scrape.js';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { type DocumentApi, documentsOf, untilDocument } from '../support/document-api.js';
import { describeGraphql } from '../support/document-suites/graphql.contract.js';
import { describeLists } from '../support/document-suites/lists.contract.js';
import { describePlace } from '../support/document-suites/place.contract.js';
import { describeSearch } from '../support/document-suites/search.contract.js';
import { describeRights } from '../support/document-suites/rights.contract.js';
import { type DocumentScene, documentScene, refusal, text } from '../support/document-suites/scene.js';
import { keyWith } from '../support/callers.js';
import { upload } from '../support/walk.js';

let airlock: Airlock;
let scene: DocumentScene;
let api: Api;
let documents: DocumentApi;

beforeAll(async () => {
  airlock = await Airlock.start({ env: { DOCUMENT_MAX_UPLOAD_SIZE: '1000', DOCUMENT_S3_PREFIX: 'papers' } });
  scene = await documentScene(new Api(airlock.url));
  ({ api, documents } = scene);
});
afterAll(() => airlock.dispose());

describe('a new document', () => {
  it('has a URL for its file, waits for it, and is processed once it is confirmed', async () => {
    const made = await documents.announce({ filename: 'Über uns.TXT', file_size: 5, name: 'About us' });
    const { document_id: id, upload_id } = made.body;
    expect(made.status).toBe(201);
    expect(await createdBy(airlock.url, 'documents')).toBeGreaterThan(0);
    expect(made.body).toEqual({
      ...{ document_id: expect.stringMatching(/^doc_/), upload_id: expect.stringMatching(/^upl_/) },
      upload_url: expect.stringContaining(`/staging/${upload_id}`),
      s3_key: `papers/${documents.workspaceId}/${id}/Uber_uns.txt`,
      headers: { 'Content-Type': 'text/plain' },
      expires_at: expect.stringMatching(/Z$/),
    });
    expect((await documents.get(`/${id}/`)).body).toEqual({
      ...{ document_id: id, upload_id, name: 'About us', description: null, metadata: {} },
      ...{ filename: 'Über uns.TXT', content_type: 'text/plain', file_size: 5, processing_status: 'pending' },
      ...{ knowledge_base_ids: [], language: 'simple', chunk_count: 0 },
      ...{ created_at: expect.stringMatching(/Z$/), updated_at: expect.stringMatching(/Z$/) },
    });
    expect((await documents.get(`/${id}/processing-status`)).body).toEqual({
      ...{ document_id: id, processing_status: 'pending', task_id: null, progress: 0 },
      ...{ stage: 'waiting_for_upload', chunk_count: 0 },
    });
    expect(await documents.post(`/${id}/confirm-upload/`)).toMatchObject(refusal(409, 'UPLOAD_NOT_UPLOADED'));
    expect(await documents.get(`/${id}/download-url/`)).toMatchObject(refusal(409, 'INVALID_STATE'));
    expect(await documents.post(`/${id}/reprocess/`)).toMatchObject(refusal(409, 'INVALID_STATE'));
    expect((await documents.send(made.body, 'hello')).status).toBe(200);
    const task_id = `task_${id.slice(4)}`;
    for (const slash of ['', '/'])
      expect(await documents.post(`/${id}/confirm-upload${slash}`)).toMatchObject({
        status: 202,
        body: { task_id, document_id: id, processing_status: 'processing' },
      });
    expect((await api.get(`/v1/tasks/${task_id}`)).body).toMatchObject({
      ...{ task_id, kind: 'ingestion', upload_id, document_id: id },
    });
    expect((await api.get(`/v1/uploads/${upload_id}`)).body).toMatchObject({ document_id: id });
    expect((await api.get(`/v1/tasks/task_${upload_id.slice(4)}`)).body).toMatchObject({
      ...{ kind: 'admission', upload_id, document_id: id },
    });
  });

  it.each([
    ['an unknown extension', { filename: 'a.exe' }, refusal(415, 'UNSUPPORTED_TYPE', 'filename')],
    ['no extension', { filename: 'pdf' }, refusal(415, 'UNSUPPORTED_TYPE', 'filename')],
    ['no bytes', { file_size: 0 }, refusal(400, 'VALIDATION_FAILED', 'file_size')],
    ['too many bytes', { file_size: 1001 }, refusal(413, 'PAYLOAD_TOO_LARGE', 'file_size')],
    ['more than the quota', { file_size: 10 ** 12 }, refusal(413, 'PAYLOAD_TOO_LARGE', 'file_size')],
    ['a blank name', { name: '  ' }, refusal(400, 'VALIDATION_FAILED', 'name')],
    ['a path as its file name', { filename: '../a.txt' }, refusal(400, 'VALIDATION_FAILED', 'filename')],
    ['a long file name', { filename: `${'a'.repeat(500)}.txt` }, refusal(400, 'VALIDATION_FAILED', 'filename')],
    ['a content type that is none', { content_type: 'text' }, refusal(400, 'VALIDATION_FAILED', 'content_type')],
    ['an unknown field', { color: 'red' }, refusal(400, 'VALIDATION_FAILED', 'color')],
    ['an unknown knowledge base', { knowledge_base_ids: ['kb_0000000000000000'] }, refusal(404, 'NOT_FOUND')],
  ])('is refused with %s', async (_, body, expected) => {
    expect(await documents.announce(body)).toMatchObject(expected);
  });

  it('takes the longest file name, and every extension in any case', async () => {
    const filename = `${'é'.repeat(495)}.XLSX`;
    const { status, body } = await documents.announce({ filename });
    expect(status).toBe(201);
    expect(body.s3_key).toMatch(/\/e{195}\.xlsx$/);
    expect((await documents.get(`/${body.document_id}`)).body).toMatchObject({ filename, name: 'é'.repeat(495) });
  });

  it('is made once under an Idempotency-Key, and gets a new URL for a retry', async () => {
    const headers = { 'idempotency-key': 'a-document' };
    const body = { filename: 'once.txt', content_type: 'text/plain', file_size: 9, name: 'Once' };
    const send = (sent: object) => api.call('POST', `${documents.path}/upload/`, sent, headers);
    const [first, again] = [await send(body), await send(body)];
    expect(again).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
    expect(again.body).toEqual({
      ...first.body,
      upload_url: expect.stringContaining('X-Amz-Signature'),
      expires_at: expect.any(String),
    });
    expect((await documents.send(again.body, 'some text')).status).toBe(200);
    expect(await send({ ...body, name: 'Other' })).toMatchObject(refusal(422, 'IDEMPOTENCY_KEY_REUSED'));
  });
});

describe('a document of an upload', () => {
  it('is made of an AVAILABLE one, once, and shares its life', async () => {
    const metadata = { author: 'me' };
    const done = await upload(api, text, { object_metadata: metadata });
    const body = { upload_id: done.upload_id, name: 'Made of it', language: 'french' };
    const made = await documents.post('/', body);
    expect(made).toMatchObject({
      status: 201,
      body: { ...body, processing_status: 'processing', metadata },
    });
    const again = await documents.post('/', { upload_id: done.upload_id });
    expect(again).toMatchObject({ status: 200, body: { document_id: made.body.document_id, name: 'Made of it' } });
    expect((await api.delete(`/v1/files/${done.upload_id}`)).status).toBe(204);
    expect(await documents.get(`/${made.body.document_id}`)).toMatchObject(refusal(404, 'NOT_FOUND'));
    expect(await documents.post('/', { upload_id: done.upload_id })).toMatchObject(refusal(404, 'NOT_FOUND'));
  });

  it('is refused while the upload is not AVAILABLE, of another extension, or of another workspace', async () => {
    const pending = await api.post('/v1/buckets/assets/uploads', { filename: 'a.txt', content_type: 'text/plain' });
    const { upload_id } = pending.body;
    expect(await documents.post('/', { upload_id })).toMatchObject(refusal(409, 'INVALID_STATE'));
    const image = await upload(api, { ...text, filename: 'a.log' });
    expect(await documents.post('/', { upload_id: image.upload_id })).toMatchObject(refusal(415, 'UNSUPPORTED_TYPE'));
    const theirs = await documentsOf(scene.stranger);
    const done = await upload(api, text);
    expect(await theirs.post('/', { upload_id: done.upload_id })).toMatchObject(refusal(404, 'NOT_FOUND'));
    const writer = documents.as(await keyWith(api, 'documents:write', 'documents:read'));
    expect(await writer.post('/', { upload_id: done.upload_id })).toMatchObject(refusal(403, 'FORBIDDEN'));
  });
});

describe('a document', () => {
  it('is renamed, described and moved between knowledge bases', async () => {
    const [a, b] = [
      (await documents.bases.post('', { name: 'A' })).body.knowledge_base_id as string,
      (await documents.bases.post('', { name: 'B' })).body.knowledge_base_id as string,
    ];
    const { document_id: id } = (await documents.announce({ description: 'first', knowledge_base_ids: [a] })).body;
    const change = (body: object) => documents.patch(`/${id}/`, body);
    expect(await change({ name: 'New', description: null, knowledge_base_ids: [b, a, b] })).toMatchObject({
      status: 200,
      body: { name: 'New', description: null, knowledge_base_ids: [a, b].sort() },
    });
    expect((await change({ knowledge_base_ids: [b] })).body).toMatchObject({ name: 'New', knowledge_base_ids: [b] });
    expect(await change({ name: '' })).toMatchObject(refusal(400, 'VALIDATION_FAILED', 'name'));
    expect(await change({ knowledge_base_ids: ['kb_0000000000000000'] })).toMatchObject(refusal(404, 'NOT_FOUND'));
    expect((await documents.get(`/${id}`)).body.knowledge_base_ids).toEqual([b]);
    const counts = async () =>
      Promise.all([a, b].map(async (base) => (await documents.bases.get(`/${base}`)).body.document_count));
    expect(await counts()).toEqual([0, 1]);
    expect((await documents.bases.delete(`/${b}/`)).status).toBe(204);
    expect((await documents.bases.get(`/${b}`)).status).toBe(404);
    expect((await documents.get(`/${id}/`)).body.knowledge_base_ids).toEqual([]);
    await change({ knowledge_base_ids: [a] });
    expect(await counts()).toEqual([1, undefined]);
    await documents.delete(`/${id}`);
    expect(await counts()).toEqual([0, undefined]);
  });

  it('is downloaded once its file is available, and reprocessed', async () => {
    const { document_id: id } = await scene.available();
    const { body } = await documents.get(`/${id}/download-url/`);
    expect(Object.keys(body)).toEqual(['download_url']);
    expect(new URL(body.download_url).searchParams.get('X-Amz-Expires')).toBe('3600');
    expect(await (await fetch(body.download_url)).text()).toBe(text.bytes.toString());
    for (const slash of ['', '/'])
      expect(await documents.post(`/${id}/reprocess${slash}`)).toMatchObject({
        status: 202,
        body: { document_id: id, task_id: `task_${id.slice(4)}`, processing_status: 'processing' },
      });
  });

  it('is gone at once, by whichever API it is deleted, and its deletion is announced', async () => {
    const [one, two] = [await scene.available({ name: 'one' }), await scene.available({ name: 'two' })];
    expect((await documents.delete(`/${one.document_id}/`)).status).toBe(204);
    expect((await api.delete(`/v1/uploads/${two.upload_id}`)).status).toBe(204);
    for (const { document_id: id, upload_id } of [one, two]) {
      for (const path of ['', '/processing-status', '/download-url'])
        expect((await documents.get(`/${id}${path}`)).status).toBe(404);
      for (const path of ['/confirm-upload', '/reprocess'])
        expect((await documents.post(`/${id}${path}`)).status).toBe(404);
      expect((await documents.delete(`/${id}`)).status).toBe(404);
      expect((await documents.patch(`/${id}`, { name: 'x' })).status).toBe(404);
      expect((await api.get(`/v1/tasks/task_${id.slice(4)}`)).status).toBe(404);
      expect((await api.get(`/v1/files/${upload_id}`)).status).toBe(404);
    }
    const listed = (await documents.get('?limit=100')).body.items.map(({ document_id }: Json) => document_id);
    expect(listed).not.toContain(one.document_id);
  });

  it('fails when its file is refused, with a reason that says what to do next', async () => {
    const { body } = await documents.announce({ filename: 'a.pdf', content_type: 'application/pdf', file_size: 9 });
    await documents.send(body, 'some text');
    await documents.post(`/${body.document_id}/confirm-upload`);
    const failed = await untilDocument(
      documents,
      body.document_id,
      ({ processing_status: status }) => status === 'FAILURE',
    );
    expect(failed).toMatchObject({
      ...{ stage: 'failed', chunk_count: 0 },
      error: { code: 'mime_mismatch', message: expect.stringContaining('Upload it again') },
    });
    expect(await documents.get(`/${body.document_id}/download-url`)).toMatchObject(refusal(410, 'GONE'));
    expect(await documents.post(`/${body.document_id}/confirm-upload`)).toMatchObject(refusal(410, 'GONE'));
    const { body: task } = await api.get(`/v1/tasks/task_${body.document_id.slice(4)}`);
    expect(task).toMatchObject({ status: 'FAILURE', error: { code: 'mime_mismatch' } });
    const canceled = (await documents.announce()).body;
    await api.delete(`/v1/uploads/${canceled.upload_id}`);
    expect((await documents.get(`/${canceled.document_id}/processing-status`)).body).toMatchObject({
      ...{ processing_status: 'FAILURE', error: { code: 'canceled_by_user' } },
    });
  });

  it('is closed by a quarantine at once', async () => {
    const { document_id: id, upload_id } = await scene.available({ filename: 'bad.txt' }, Buffer.from('leaked text'));
    const { sha256 } = (await api.get(`/v1/files/${upload_id}`)).body;
    await api.post('/v1/quarantine', { sha256, reason: 'leaked' });
    expect((await documents.get(`/${id}/processing-status`)).body).toMatchObject({
      ...{ processing_status: 'FAILURE', error: { code: 'quarantined' } },
    });
    expect(await documents.get(`/${id}/download-url`)).toMatchObject(refusal(410, 'GONE'));
    expect(await documents.post(`/${id}/reprocess`)).toMatchObject(refusal(409, 'INVALID_STATE'));
    await untilDocument(documents, id, ({ task_id }) => task_id !== null);
  });
});

describePlace(() => scene);
describeLists(() => scene);
describeRights(() => scene);
describeGraphql(() => scene);
describeSearch(() => scene);
