import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enumNameOf } from '../../src/edge/dto/enum-types.js';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { type DocumentApi, documentsOf } from '../support/document-api.js';
import { eicar } from '../support/fixtures.js';
import { HookReceiver } from '../support/hook-receiver.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { until } from '../support/resilience/until.js';
import { Socket } from '../support/subscriptions.js';

const CHANGED = 'subscription ($id: ID!) { documentChanged(id: $id) { id processingStatus chunkCount } }';
const ACTIVITY = 'subscription { workspaceActivity { type resourceId } }';

const types: Record<string, string> = {
  ...{ pdf: 'application/pdf', doc: 'application/msword', txt: 'text/plain', csv: 'text/csv', md: 'text/markdown' },
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

let airlock: Airlock;
let api: Api;
let documents: DocumentApi;
let stored: StoredState;
let socket: Socket;
let hooks: HookReceiver;

beforeAll(async () => {
  hooks = await HookReceiver.start();
  airlock = await Airlock.start({ env: { WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true' } });
  api = new Api(airlock.url);
  documents = await documentsOf(api);
  const events = ['document.processed', 'document.failed', 'document.deleted'];
  await api.post('/v1/webhook-endpoints', { url: hooks.url, events });
  stored = new StoredState(airlock.dataDir);
  socket = await Socket.of(api);
  socket.subscribe('activity', ACTIVITY);
});
afterAll(async () => {
  socket.close();
  await airlock.dispose();
  await hooks.close();
});

const fixture = (name: string) => readFile(join('test/fixtures/documents', name));

interface Ingested {
  id: string;
  uploadId: string;
  /** What its confirmations were answered. */
  confirmed: Set<number>;
  status: Json;
  /** What a subscriber received, in order. */
  seen: Json[];
}

/** Uploads a file as a document and waits, by a subscription, for its end. */
async function ingest(filename: string, bytes: Buffer, confirms = 1): Promise<Ingested> {
  const content_type = types[filename.split('.').at(-1)!]!;
  const { body } = await documents.announce({ filename, content_type, file_size: bytes.length });
  const id: string = body.document_id;
  socket.subscribe(id, CHANGED, { id });
  await documents.send(body, bytes);
  const confirm = () => documents.post(`/${id}/confirm-upload/`);
  const answers = await Promise.all(Array.from({ length: confirms }, confirm));
  await socket.first('complete', 1, id);
  const seen = socket.messages.filter((message) => message.type === 'next' && message.id === id);
  return {
    id,
    uploadId: body.upload_id,
    confirmed: new Set(answers.map((answer) => answer.status)),
    status: (await documents.get(`/${id}/processing-status/`)).body,
    seen: seen.map(({ payload }) => payload.data.documentChanged),
  };
}

const chunksOf = (id: string) =>
  stored.query<{ index: number; page: number | null; sheet: string | null; text: string; token_count: number }>(
    `SELECT * FROM document_chunks WHERE document_id = '${id}' ORDER BY index`,
  );

describe('a document', () => {
  it.each([
    ['libreoffice.pdf', { page: 1 }],
    ['libreoffice.docx', { page: null }],
    ['libreoffice.doc', { page: null }],
    ['libreoffice.pptx', { page: 1 }],
    ['libreoffice.xlsx', { page: 1, sheet: expect.any(String) }],
    ['libreoffice.csv', { page: null }],
    ['libreoffice-utf16.txt', { page: null }],
    ['source.md', { page: null }],
  ])('%s becomes chunks, and its subscriber sees it', async (name, place) => {
    const { id, status, seen } = await ingest(name, await fixture(name));
    const chunks = await chunksOf(id);
    expect(status).toMatchObject({ processing_status: 'SUCCESS', progress: 1, stage: 'finished' });
    expect(status.chunk_count).toBe(chunks.length);
    expect(chunks[0]).toMatchObject({ index: 0, ...place });
    for (const { token_count } of chunks) expect(token_count).toBeLessThanOrEqual(512);
    expect(seen[0]).toMatchObject({
      id,
      processingStatus: expect.stringMatching(/^(PENDING|PROCESSING)$/),
      chunkCount: 0,
    });
    expect(seen.at(-1)).toEqual({ id, processingStatus: 'SUCCESS', chunkCount: chunks.length });
    await announced('document.processed', id);
  });

  it.each([
    ['encrypted', 'locked.pdf', () => fixture('qpdf-user-password.pdf')],
    ['corrupt', 'cut.pdf', async () => Buffer.from('%PDF-1.7 and no more of it')],
    ['empty', 'blank.txt', async () => Buffer.from(' \n\n ')],
    ['infected', 'virus.txt', async () => eicar()],
  ])('that is %s fails with that reason, and the next one is not affected', async (code, name, bytes) => {
    const { id, status, seen } = await ingest(name, await bytes());
    expect(status).toMatchObject({ processing_status: 'FAILURE', chunk_count: 0, stage: 'failed', error: { code } });
    expect(status.error.message).toMatch(/\.$/);
    expect(seen.at(-1)).toEqual({ id, processingStatus: 'FAILURE', chunkCount: 0 });
    expect(await chunksOf(id)).toEqual([]);
    const download = await documents.get(`/${id}/download-url/`);
    expect(download.status).toBe(code === 'infected' ? 410 : 200);
    await announced('document.failed', id);
    expect((await ingest('next.txt', Buffer.from('The next document.'))).status.processing_status).toBe('SUCCESS');
  });

  it('is reprocessed: the same chunks, each once', async () => {
    const { id } = await ingest('again.md', await fixture('source.md'));
    const before = await chunksOf(id);
    socket.subscribe(`${id} again`, CHANGED, { id });
    await socket.first('complete', 1, `${id} again`);
    expect((await documents.post(`/${id}/reprocess/`)).status).toBe(202);
    socket.subscribe(`${id} reprocessed`, CHANGED, { id });
    await socket.first('complete', 1, `${id} reprocessed`);
    expect(await chunksOf(id)).toEqual(before);
  });

  it('that 50 requests confirm at the same time is scanned once and ingested once', async () => {
    const { id, uploadId, confirmed, status } = await ingest('often.txt', Buffer.from('Confirmed by many.'), 50);
    expect([...confirmed]).toEqual([202]);
    expect(status).toMatchObject({ processing_status: 'SUCCESS', chunk_count: 1 });
    const { body: timeline } = await api.get(`/v1/uploads/${uploadId}/timeline`);
    expect(timeline.items.map(({ event }: Json) => event)).toEqual(['created', 'confirmed', 'available']);
    expect(await stored.query(`SELECT attempts FROM uploads WHERE id = '${uploadId}'`)).toEqual([{ attempts: 1 }]);
    await announced('document.processed', id);
  });

  it('whose file is released from quarantine is ingested again, found and downloaded', async () => {
    const bytes = Buffer.from('A false alarm about a lighthouse.');
    const { id, uploadId } = await ingest('alarm.txt', bytes);
    const { sha256 } = (await api.get(`/v1/files/${uploadId}`)).body;
    const found = async () => (await documents.get('/search/?q=lighthouse')).body.items.length;
    await api.post('/v1/quarantine', { sha256, reason: 'leaked' });
    expect(await found()).toBe(0);
    await announced(['document.processed', 'document.failed'], id);
    expect((await api.post(`/v1/uploads/${uploadId}/release`, { reason: 'a false alarm' })).status).toBe(200);
    socket.subscribe(`${id} released`, CHANGED, { id });
    await socket.first('complete', 1, `${id} released`);
    expect((await documents.get(`/${id}/processing-status/`)).body).toMatchObject({ processing_status: 'SUCCESS' });
    expect((await chunksOf(id)).map(({ text }) => text)).toEqual([bytes.toString()]);
    await announced(['document.processed', 'document.failed', 'document.processed'], id);
    expect(await found()).toBe(1);
    const { download_url } = (await documents.get(`/${id}/download-url/`)).body;
    expect(await (await fetch(download_url)).text()).toBe(bytes.toString());
  });
});

/** A follower of the workspace receives it. */
async function announced(type: string | string[], id: string): Promise<void> {
  const types = [type].flat();
  const is = ({ type: kind, id: operation, payload }: Json) =>
    kind === 'next' && operation === 'activity' && payload.data.workspaceActivity.resourceId === id;
  const seen = () => socket.messages.filter(is).map(({ payload }) => payload.data.workspaceActivity.type);
  for (let read = 0; seen().length < types.length;) read = (await socket.first('next', read + 1, 'activity')).length;
  expect(seen()).toEqual(types.map(enumNameOf));
}

describe('webhooks', () => {
  it('bring the document and how it ended, and nothing of its text', async () => {
    const well = await ingest('told.txt', Buffer.from('A text that stays here.'));
    const ill = await ingest('ill.txt', Buffer.from('\n'));
    const hookOf = ({ id }: Ingested) => hooks.received.find(({ body }) => body.data.document_id === id);
    await until(() => Boolean(hookOf(well) && hookOf(ill)));
    expect(hookOf(well)!.body).toMatchObject({
      type: 'document.processed',
      data: { name: 'told', filename: 'told.txt', processing_status: 'SUCCESS', chunk_count: 1 },
    });
    expect(hookOf(ill)!.body).toMatchObject({
      type: 'document.failed',
      data: {
        filename: 'ill.txt',
        processing_status: 'FAILURE',
        error: { code: 'empty', message: expect.any(String) },
      },
    });
    for (const { text } of [hookOf(well)!, hookOf(ill)!]) expect(text).not.toMatch(/stays here|https?:|upload_url/);
  });
});

describe('the deletion of a document', () => {
  it('is delivered to webhooks and to followers of the workspace, once, after what came before', async () => {
    const { id, uploadId } = await ingest('gone.txt', Buffer.from('A text that will be deleted.'));
    await announced('document.processed', id);
    expect((await documents.delete(`/${id}/`)).status).toBe(204);
    expect((await documents.delete(`/${id}/`)).status).toBe(404);
    await announced(['document.processed', 'document.deleted'], id);
    const hooksOf = () => hooks.ofType('document.deleted').filter(({ body }) => body.data.document_id === id);
    await until(() => hooksOf().length > 0);
    expect(new Set(hooksOf().map((hook) => hook.id)).size).toBe(1);
    expect(hooksOf()[0]!.body.data).toEqual({ document_id: id, upload_id: uploadId, name: 'gone', chunk_count: 1 });
  });
});

describe('a subscription to a document', () => {
  it('is refused to another workspace, and without the scope', async () => {
    const { body } = await documents.announce();
    const stranger = api.as((await api.post('/v1/organizations', { name: 'Stranger' })).body.api_key);
    const key = (await api.post('/v1/api-keys', { name: 'uploads only', scopes: ['uploads:read'] })).body.api_key;
    for (const [caller, code] of [
      [stranger, 'NOT_FOUND'],
      [api.as(key), 'FORBIDDEN'],
    ] as const) {
      const other = await Socket.of(caller);
      other.subscribe('a', CHANGED, { id: body.document_id });
      const [message] = await Promise.race([other.first('error', 1, 'a'), other.first('next', 1, 'a')]);
      expect((message.payload.errors ?? message.payload)[0].extensions.code).toBe(code);
      other.close();
    }
  });
});
