import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { docx, pdf, png } from '../support/fixtures.js';
import { describeEmbedded } from '../support/real-store.js';
import { until } from '../support/resilience/until.js';
import { keyOf, StoreAccess } from '../support/store-access.js';
import { confirm, create, download, put, settled, type TestFile } from '../support/walk.js';

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
    const after = await storeRequests();
    const spent = Object.entries(after)
      .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
      .filter(([, count]) => count > 0);
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
      file: { status: 'available', sha256: sha256(bytes) },
      upload: { status: 'COMPLETED' },
    });
    const { taskId } = found.body.data.upload;
    const task = await api.graphql('query ($id: ID!) { task(id: $id) { id status error { code } } }', { id: taskId });
    expect(task.body.data.task).toEqual({ id: taskId, status: 'SUCCESS', error: null });
    const answer = await fetch(found.body.data.file.downloadUrl);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });
});
