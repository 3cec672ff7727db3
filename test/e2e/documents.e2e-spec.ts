import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { documentsOf } from '../support/document-api.js';
import { describeSearch } from '../support/document-search.js';

let airlock: Airlock;
let api: Api;
let stranger: Api;

beforeAll(async () => {
  airlock = await Airlock.start();
  api = new Api(airlock.url);
  const { body } = await api.post('/v1/organizations', { name: 'stranger' });
  stranger = api.as(body.api_key);
});
afterAll(() => airlock.dispose());

describe('a new document', () => {
  it('has a URL for its file, waits for it, and is processed once it is confirmed', async () => {
    const documents = await documentsOf(api);
    const made = await documents.announce({ filename: 'Über uns.TXT', file_size: 5, name: 'About us' });
    expect(made.status).toBe(201);
    const { document_id: id, upload_id } = made.body;
    expect(made.body).toEqual({
      ...{ document_id: expect.stringMatching(/^doc_/), upload_id: expect.stringMatching(/^upl_/) },
      upload_url: expect.stringContaining(`/staging/${upload_id}`),
      s3_key: `documents/${documents.workspaceId}/${id}/Uber_uns.txt`,
      headers: { 'Content-Type': 'text/plain' },
      expires_at: expect.stringMatching(/Z$/),
    });
    expect((await documents.get(`/${id}/`)).body).toEqual({
      ...{ document_id: id, upload_id, name: 'About us', description: null, metadata: {} },
      ...{ filename: 'Über uns.TXT', content_type: 'text/plain', file_size: 5, processing_status: 'pending' },
      ...{ knowledge_base_ids: [], chunk_count: 0 },
      ...{ created_at: expect.stringMatching(/Z$/), updated_at: expect.stringMatching(/Z$/) },
    });
    expect((await documents.get(`/${id}/processing-status`)).body).toEqual({
      ...{ document_id: id, processing_status: 'pending', task_id: null, progress: 0 },
      ...{ stage: 'waiting_for_upload', chunk_count: 0 },
    });
    expect(await documents.post(`/${id}/confirm-upload/`)).toMatchObject({
      status: 409,
      body: { code: 'UPLOAD_NOT_UPLOADED' },
    });
    await documents.send(made.body, 'hello');
    const task_id = `task_${id.slice(4)}`;
    expect(await documents.post(`/${id}/confirm-upload/`)).toMatchObject({
      status: 202,
      body: { task_id, document_id: id, processing_status: 'processing' },
    });
    expect((await documents.get('/')).body.items[0]).toMatchObject({ document_id: id });
    expect((await api.get(`/v1/uploads/${upload_id}`)).body).toMatchObject({ document_id: id });
    expect((await stranger.get(`/v1/uploads/${upload_id}`)).status).toBe(404);
  });
});

describeSearch(() => ({ api, stranger }));
