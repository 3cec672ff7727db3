import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createdBy } from '../support/scrape.js';
import { Airlock } from '../support/airlock.js';
import { Api, http, type Json } from '../support/api.js';
import { docx, pdf, png } from '../support/fixtures.js';
import { describeEmbedded } from '../support/real-store.js';
import { found, until } from '../support/resilience/until.js';
import { keyOf, StoreAccess } from '../support/store-access.js';
import { Socket } from '../support/subscriptions.js';
import { confirm, create, download, put, settled, type TestFile } from '../support/walk.js';
import { type WalkTab, walkTabsOf } from '../support/walk-tabs.js';

let airlock: Airlock;
let api: Api;

beforeAll(async () => {
  airlock = await Airlock.start();
  api = new Api(airlock.url);
});
afterAll(() => airlock.dispose());

const files: TestFile[] = [
  { filename: 'report.pdf', contentType: 'application/pdf', bytes: pdf() },
  { filename: 'photo.png', contentType: 'image/png', bytes: png() },
  {
    filename: 'letter.docx',
    contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    bytes: docx(),
  },
];

/** Requests to the store by operation, as the server counts them. */
async function storeRequests(): Promise<Record<string, number>> {
  const metrics = await (await fetch(`${airlock.url}/metrics`)).text();
  const counts: Record<string, number> = {};
  for (const [, operation, count] of metrics.matchAll(/^airlock_store_requests_total\{operation="(\w+)".*\} (\d+)$/gm))
    counts[operation!] = (counts[operation!] ?? 0) + Number(count);
  return counts;
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describeEmbedded('the requests of a small upload', () => {
  it('are a look, a read, a copy and a delete, beside the PUT of the client', async () => {
    const store = await StoreAccess.of(airlock.dataDir);
    const [before, file] = [await storeRequests(), files[0]!];
    const created = await create(api, file);
    await put(created, file.bytes);
    // The event of the store completes it.
    await settled(api, created.upload_id);
    await until(async () => !(await store.holds(keyOf(created.presigned_url))));
    // A request is counted once its answer has arrived.
    const spent = await found(async () => {
      const after = await storeRequests();
      const counts = Object.entries(after)
        .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
        // The rounds of the health checks look at the bucket, whatever is uploaded.
        .filter(([operation, count]) => count > 0 && operation !== 'HeadBucket');
      return after.DeleteObjects ? counts : undefined;
    });
    expect(Object.fromEntries(spent)).toEqual({ HeadObject: 1, GetObject: 1, CopyObject: 1, DeleteObjects: 1 });
    store.close();
  });
});

describe.each(files)('$filename', (file) => {
  it('is uploaded, admitted and downloaded over REST', async () => {
    const created = await create(api, file);
    expect((await put(created, file.bytes)).status).toBe(200);
    expect(created.task_id).toBeNull();
    const confirmed = await confirm(api, created.upload_id);
    expect(confirmed).toMatchObject({ status: 202, body: { task_id: created.upload_id.replace('upl_', 'task_') } });
    const done = await settled(api, created.upload_id);
    const task = await api.get(`/v1/tasks/${confirmed.body.task_id}`);
    expect(task.body).toMatchObject({ kind: 'admission', status: 'SUCCESS', progress: 1, upload_id: done.upload_id });
    expect(done).toMatchObject({
      status: 'COMPLETED',
      file_hash: sha256(file.bytes),
      file_size_bytes: file.bytes.length,
    });
    const { bytes } = await download(api, created.upload_id);
    expect(bytes.equals(file.bytes)).toBe(true);
    expect(await createdBy(airlock.url, 'uploads')).toBeGreaterThan(0);
  });

  it('is uploaded, admitted and downloaded over GraphQL', async () => {
    const { filename, contentType, bytes } = file;
    const input = { bucketId: 'assets', filename, contentType, fileSizeBytes: bytes.length };
    const created = await api.graphql(
      'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { uploadId presignedUrl method headers { name value } } }',
      { input },
    );
    const { uploadId, presignedUrl, headers } = created.body.data.createUpload;
    const sent = Object.fromEntries(headers.map(({ name, value }: { name: string; value: string }) => [name, value]));
    expect((await fetch(presignedUrl, { method: 'PUT', headers: sent, body: new Uint8Array(bytes) })).status).toBe(200);
    await api.graphql('mutation ($id: String!) { confirmUpload(input: { uploadId: $id }) { status } }', {
      id: uploadId,
    });
    await settled(api, uploadId);
    const found = await api.graphql(
      'query ($id: ID!) { file(id: $id) { status sha256 downloadUrl } upload(id: $id) { status taskId } }',
      {
        id: uploadId,
      },
    );
    expect(found.body.data).toMatchObject({
      file: { status: 'AVAILABLE', sha256: sha256(bytes) },
      upload: { status: 'COMPLETED' },
    });
    const { taskId } = found.body.data.upload;
    const task = await api.graphql('query ($id: ID!) { task(id: $id) { id status error { code } } }', { id: taskId });
    expect(task.body.data.task).toEqual({ id: taskId, status: 'SUCCESS', error: null });
    const answer = await fetch(found.body.data.file.downloadUrl);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });
});

describe('the tabs of the GraphQL page', () => {
  it('bring in a file when they are run one after the other', async () => {
    const { walk, headers } = await walkTabsOf(airlock.url);
    expect(walk.map(({ name }) => name)).toEqual([
      ...['WhoAmI', 'CreateUpload', 'ConfirmUpload', 'DownloadFile', 'FollowWorkspace'],
    ]);
    for (const one of headers) expect(one).toEqual({ Authorization: 'Bearer sk_…' });
    const [who, creation, confirmation, reading, following] = walk;
    const run = async ({ query, variables }: WalkTab, id = '') =>
      (await api.graphql(query, JSON.parse(JSON.stringify(variables).replaceAll('upl_…', id)))).body;
    expect((await run(who!)).data.viewer.scopes).toContain('ADMIN');
    const socket = await Socket.of(api);
    socket.subscribe('walk', following!.query);
    socket.send({ type: 'ping' });
    await socket.first('pong', 1);
    const { createUpload } = (await run(creation!)).data;
    const { uploadId: id, presignedUrl, headers: signed } = createUpload;
    const [, bytes = ''] = /-d '([^']+)'/.exec(creation!.query) ?? [];
    const sent = Object.fromEntries(signed.map(({ name, value }: Json) => [name, value]));
    expect((await http(presignedUrl, { method: 'PUT', headers: sent, body: bytes })).status).toBe(200);
    expect((await run(confirmation!, id)).data.confirmUpload).toMatchObject({ uploadId: id });
    const file = await found(async () => {
      const { data } = await run(reading!, id);
      return data.file.downloadUrl ? data.file : undefined;
    });
    expect(await (await fetch(file.downloadUrl)).text()).toBe(bytes);
    const seen = async () => (await socket.first('next', 1, 'walk')).map(({ payload }) => payload);
    expect((await seen())[0]).toMatchObject({ data: { workspaceActivity: { type: expect.any(String) } } });
    socket.close();
  });
});

const announced = { filename: 'report.pdf', mimeType: 'application/pdf', bucket: 'assets' };

describe('lists of uploads', () => {
  it('take each status that there is; those of other systems match nothing', async () => {
    const listed = async (status: string) =>
      (await api.get(`/v1/uploads?status=${status}`)).body.items.length as number;
    expect(await listed('COMPLETED')).toBeGreaterThan(0);
    for (const status of ['QUEUED', 'SKIPPED', 'ARCHIVED']) expect(await listed(status)).toBe(0);
    const { body } = await api.get('/docs-json');
    const [status] = body.paths['/v1/uploads'].get.parameters.filter(({ name }: Json) => name === 'status');
    expect(status.schema.enum).toEqual(
      expect.arrayContaining(['PENDING', 'IN_PROGRESS', 'PROCESSING', 'COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED']),
    );
    expect(status.schema.enum).not.toContain('SKIPPED');
    expect(status.description).toContain('SKIPPED');
    const refused = await api.get('/v1/uploads?status=pending_scan');
    expect(refused.body.errors).toEqual([{ field: 'status', message: expect.not.stringContaining('SKIPPED') }]);
  });
});

describe('each API speaks its own words', () => {
  const waiting = async () => (await api.post('/v1/files/presign', { ...announced, size: 9 })).body.fileId as string;
  const workspace = async () => (await api.get('/v1/me')).body.workspace_id as string;
  const detailOf = async (path: string, method = 'GET') => {
    const { body } = await api.call(method, path);
    return (body.detail ?? body.error ?? body.message) as string;
  };

  it('about what is not there', async () => {
    const documents = `/api/workspaces/${await workspace()}/documents`;
    for (const path of [
      '/v1/files/upl_x',
      '/v1/files/upl_x/content',
      '/v1/files/upl_x/download-url',
      '/files/download/upl_x',
    ])
      expect([path, await detailOf(path)]).toEqual([path, 'File not found.']);
    expect(await detailOf('/v1/files/upl_x', 'DELETE')).toBe('File not found.');
    expect(await detailOf('/v1/files/presign/upl_x/confirm', 'POST')).toBe('File not found.');
    for (const path of ['/v1/uploads/upl_x', '/v1/uploads/upl_x/content', '/v1/uploads/upl_x/timeline'])
      expect([path, await detailOf(path)]).toEqual([path, 'Upload not found.']);
    expect(await detailOf(`${documents}/doc_x/`)).toBe('Document not found.');
    const named = await api.post(`${documents}/`, { upload_id: 'upl_x' });
    expect(named.body.detail).toBe('Upload not found.');
    expect(await detailOf('/v1/tasks/task_0000000000000000')).toBe('Task not found.');
    const { body } = await api.graphql('mutation { deleteFile(input: { fileId: "upl_x" }) { fileId } }');
    expect(body.errors[0].message).toBe('File not found.');
    const canceled = await api.graphql('mutation { cancelUpload(input: { uploadId: "upl_x" }) { uploadId } }');
    expect(canceled.body.errors[0].message).toBe('Upload not found.');
  });

  it('about what cannot be read yet, or any more', async () => {
    const id = await waiting();
    expect(await detailOf(`/v1/files/${id}/content`)).toBe(
      'The file has the status pending_scan: it can be read once it is available.',
    );
    expect(await detailOf(`/v1/uploads/${id}/content`)).toBe(
      'The upload has the status PENDING: it can be read once it is COMPLETED.',
    );
    const documents = `/api/workspaces/${await workspace()}/documents`;
    const document = await api.post(`${documents}/upload/`, {
      filename: 'a.pdf',
      content_type: 'application/pdf',
      file_size: 9,
    });
    expect(await detailOf(`${documents}/${document.body.document_id}/download-url/`)).toBe(
      'The document has the status pending: it can be read once it is scanned.',
    );
    const made = await api.post(`${documents}/`, { upload_id: id });
    expect(made.body.detail).toMatch(/^The upload has the status PENDING: .* COMPLETED\.$|extension/);
    await api.delete(`/v1/uploads/${id}`);
    expect(await detailOf(`/v1/files/${id}/content`)).toMatch(/^The file has ended with the status rejected \(/);
    expect(await detailOf(`/v1/uploads/${id}/content`)).toMatch(/^The upload has ended with the status CANCELED \(/);
    expect(await detailOf(`/v1/uploads/${id}/confirm`, 'POST')).toContain('The upload has the status CANCELED');
    expect(await detailOf(`/v1/files/presign/${id}/confirm`, 'POST')).toContain('The file has the status rejected');
    await api.delete(`/v1/uploads/${document.body.upload_id}`);
  });
});

describe('fields', () => {
  it('are named once each, and all of them', async () => {
    const body = { filename: 7, content_type: 'application/pdf', file_size_bytes: '12', method: 'SEND', other: 1 };
    const rest = await api.post('/v1/buckets/assets/uploads', body);
    expect(rest.body.errors).toHaveLength(4);
    expect(rest.body.errors).toEqual(
      expect.arrayContaining([
        { field: 'filename', message: 'must be a string' },
        { field: 'file_size_bytes', message: 'must be an integer number' },
        { field: 'method', message: expect.stringContaining('must be one of') },
        { field: 'other', message: 'is not a field of this request' },
      ]),
    );
    const input = {
      bucketId: 'assets',
      contentType: 'application/pdf',
      filename: 7,
      fileSizeBytes: 'twelve',
      presignedUrlExpiration: 5,
    };
    const create = 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { uploadId } }';
    const { body: answered } = await api.graphql(create, { input });
    const { errors } = answered.errors[0].extensions;
    expect(errors.map(({ field }: Json) => field).sort()).toEqual([
      'fileSizeBytes',
      'filename',
      'presignedUrlExpiration',
    ]);
  });
});

describe('times', () => {
  it('are the same where a resource is created and where it is read, on every API', async () => {
    const caller = api.as((await api.post('/v1/organizations', { name: 'Timekeepers' })).body.api_key);
    const { workspace_id: workspace } = (await caller.get('/v1/me')).body;
    const upload = { filename: 'a.pdf', content_type: 'application/pdf', file_size_bytes: 9 };
    const nouns: [create: string, body: (i: number) => object, read: (made: Json) => string][] = [
      ['/v1/buckets/assets/uploads', () => upload, ({ upload_id: id }) => `/v1/uploads/${id}`],
      ['/v1/files/presign', () => ({ ...announced, size: 9 }), ({ fileId }) => `/v1/files/${fileId}`],
      ['/v1/buckets', (i) => ({ bucket_name: `times${i}` }), ({ bucket_id: id }) => `/v1/buckets/${id}`],
      ['/v1/workspaces', (i) => ({ name: `times${i}` }), ({ workspace_id: id }) => `/v1/workspaces/${id}`],
      ['/v1/users', (i) => ({ email: `u${i}@times.example` }), ({ user_id: id }) => `/v1/users/${id}`],
      [
        `/api/workspaces/${workspace}/knowledge-bases/`,
        (i) => ({ name: `times${i}` }),
        ({ knowledge_base_id: id }) => `/api/workspaces/${workspace}/knowledge-bases/${id}/`,
      ],
    ];
    for (const [path, body, read] of nouns)
      for (let i = 0; i < 12; i++) {
        const made = await caller.post(path, body(i));
        expect([path, made.status < 300]).toEqual([path, true]);
        const found = (await caller.get(read(made.body))).body;
        for (const time of ['created_at', 'createdAt', 'expires_at', 'updated_at'])
          if (made.body[time] && found[time]) expect([path, found[time]]).toEqual([path, made.body[time]]);
        if (made.body.upload_id ?? made.body.fileId) await caller.delete(read(made.body));
      }
    const create = 'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { uploadId createdAt } }';
    const input = { bucketId: 'assets', filename: 'a.pdf', contentType: 'application/pdf', fileSizeBytes: 9 };
    for (let i = 0; i < 12; i++) {
      const { uploadId, createdAt } = (await caller.graphql(create, { input })).body.data.createUpload;
      expect((await caller.get(`/v1/uploads/${uploadId}`)).body.created_at).toBe(createdAt);
      const { items } = (await caller.get(`/v1/uploads/${uploadId}/timeline`)).body;
      expect(items[0].at).toBe(createdAt);
      await caller.delete(`/v1/uploads/${uploadId}`);
    }
  });
});
