import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api } from '../support/api.js';
import { encryptedZip, pdf } from '../support/fixtures.js';
import { StoredState } from '../support/resilience/stored-state.js';
import { found, until } from '../support/resilience/until.js';
import { download, type TestFile, upload } from '../support/walk.js';

let airlock: Airlock;
let api: Api;

beforeAll(async () => {
  airlock = await Airlock.start();
  api = new Api(airlock.url);
});
afterAll(() => airlock.dispose());

const report = (text: string): TestFile => ({
  filename: 'report.pdf',
  contentType: 'application/pdf',
  bytes: pdf(text),
});
const sha256Of = ({ bytes }: TestFile) => createHash('sha256').update(bytes).digest('hex');
const locked: TestFile = { filename: 'a.zip', contentType: 'application/zip', bytes: encryptedZip() };
const reason = 'found harmful';

describe('a content that turned out to be harmful', () => {
  const file = report('Harmful after all');
  let id: string;

  it('is quarantined at once; links given out end, and the event names their recipients', async () => {
    id = (await upload(api, file)).upload_id;
    const { body: link } = await api.get(`/v1/files/${id}/download-url`);
    expect((await fetch(link.download_url)).status).toBe(200);
    const begun = await api.post('/v1/quarantine', { sha256: sha256Of(file), reason });
    expect(begun).toMatchObject({ status: 200, body: { sha256: sha256Of(file), reason, file_count: 1 } });
    expect((await api.get(`/v1/files/${id}/content`)).status).toBe(410);
    expect((await api.get(`/v1/files/${id}`)).body).toMatchObject({ status: 'rejected', url: null });
    await until(async () => (await fetch(link.download_url)).status === 404);
    await until(async () => {
      const { body } = await api.get(`/v1/uploads/${id}/timeline`);
      return body.items.at(-1).event === 'quarantined';
    });
  });

  it('is not admitted again', async () => {
    const again = await upload(api, file, { skip_duplicates: false });
    expect(again).toMatchObject({ status: 'FAILED', status_reason: `quarantined:${reason}` });
  });

  it('is readable again once it was released', async () => {
    const released = await api.post(`/v1/uploads/${id}/release`, { reason: 'a false alarm' });
    expect(released).toMatchObject({ status: 200, body: { status: 'COMPLETED', status_reason: null } });
    expect((await download(api, id)).bytes.equals(file.bytes)).toBe(true);
    expect((await api.post(`/v1/uploads/${id}/release`, { reason })).body).toMatchObject({ code: 'INVALID_STATE' });
  });

  it('is quarantined and released by GraphQL too', async () => {
    const { body } = await api.graphql(
      'mutation ($q: QuarantineInput!) { quarantine(input: $q) { sha256 reason fileCount } }',
      { q: { sha256: sha256Of(file), reason } },
    );
    expect(body.data.quarantine).toMatchObject({ sha256: sha256Of(file), fileCount: 1 });
    const released = await api.graphql(
      'mutation ($r: ReleaseUploadInput!) { releaseUpload(input: $r) { uploadId status } }',
      { r: { uploadId: id, reason: 'a false alarm' } },
    );
    expect(released.body.data.releaseUpload).toEqual({ uploadId: id, status: 'COMPLETED' });
  });

  it('is not found by a hash that no file has', async () => {
    expect((await api.post('/v1/quarantine', { sha256: '0'.repeat(64), reason })).status).toBe(404);
  });
});

describe('of three files with one quarantined content', () => {
  const file = report('Shared by three');
  const linkOf = async (id: string) => (await api.get(`/v1/files/${id}/download-url`)).body.download_url as string;
  const contentOf = async (id: string) => (await api.get(`/v1/files/${id}/content`)).status;
  const statusesOf = (links: string[]) => Promise.all(links.map(async (link) => (await fetch(link)).status));

  it('one that is released at once is readable alone, and no link from before works again', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.push((await upload(api, file)).upload_id);
    const [mine, twin, deleted] = ids as [string, string, string];
    const links = await Promise.all(ids.map(linkOf));
    expect(await statusesOf(links)).toEqual([200, 200, 200]);
    await api.post('/v1/quarantine', { sha256: sha256Of(file), reason });
    await api.delete(`/v1/files/${deleted}`);
    const released = await api.post(`/v1/uploads/${mine}/release`, { reason: 'this one is mine' });
    expect(released).toMatchObject({ status: 200, body: { status: 'COMPLETED' } });
    expect(await statusesOf(links)).toEqual([404, 404, 404]);
    const contents = () => Promise.all(ids.map(contentOf));
    expect(await contents()).toEqual([302, 410, 404]);
    await until(async () => (await api.get(`/v1/uploads/${twin}/timeline`)).body.items.at(-1).event === 'quarantined');
    expect([...(await contents()), ...(await statusesOf(links))]).toEqual([302, 410, 404, 404, 404, 404]);
    expect((await download(api, mine)).bytes.equals(file.bytes)).toBe(true);
    expect((await upload(api, file)).status).toBe('COMPLETED');
    expect((await api.post(`/v1/uploads/${twin}/release`, { reason })).body.status).toBe('COMPLETED');
    expect(await statusesOf(links)).toEqual([404, 404, 404]);
  });
});

describe('an unscannable file', () => {
  const intoBucket = async (settings: object) => {
    const bucket = await api.post('/v1/buckets', {
      bucket_name: `b${Math.random().toString(36).slice(2)}`,
      ...settings,
    });
    expect(bucket.status).toBe(201);
    const { filename, contentType, bytes } = locked;
    const { body } = await api.post(`/v1/buckets/${bucket.body.bucket_id}/uploads`, {
      ...{ filename, content_type: contentType, file_size_bytes: bytes.length, skip_duplicates: false },
    });
    await fetch(body.presigned_url, { method: 'PUT', body: new Uint8Array(bytes), headers: body.headers });
    await api.post(`/v1/uploads/${body.upload_id}/confirm`, {});
    return found(async () => {
      const now = (await api.get(`/v1/uploads/${body.upload_id}`)).body;
      return now.status === 'PROCESSING' ? undefined : now;
    });
  };

  it('is rejected by default', async () => {
    expect(await intoBucket({})).toMatchObject({ status: 'FAILED', status_reason: 'unscannable:encrypted' });
  });

  it('is quarantined by policy, released by an administrator, and deleted with its bytes', async () => {
    const kept = await intoBucket({ unscannable_policy: 'quarantine' });
    expect(kept).toMatchObject({ status: 'FAILED', status_reason: 'quarantined:encrypted' });
    expect((await api.get(`/v1/files/${kept.upload_id}/content`)).status).toBe(410);
    expect((await api.post(`/v1/uploads/${kept.upload_id}/release`, { reason })).body.status).toBe('COMPLETED');
    expect((await download(api, kept.upload_id)).bytes.equals(locked.bytes)).toBe(true);
    expect((await api.delete(`/v1/files/${kept.upload_id}`)).status).toBe(204);
  });

  it('shows its verdict and scanner to administrators only', async () => {
    const { upload_id: id } = await intoBucket({});
    const report = { verdict: 'unscannable', cause: 'encrypted', detected_type: 'application/zip' };
    const { scan } = (await api.get(`/v1/uploads/${id}/timeline`)).body;
    expect(scan).toEqual({ ...report, scanner_version: expect.stringMatching(/./) });
    const query = 'query ($id: ID!) { upload(id: $id) { timeline { scan { verdict cause scannerVersion } } } }';
    const { body } = await api.graphql(query, { id });
    const { cause } = report;
    expect(body.data.upload.timeline.scan).toEqual({
      verdict: 'UNSCANNABLE',
      cause,
      scannerVersion: scan.scanner_version,
    });
    const key = await api.post('/v1/api-keys', { name: 'reader', scopes: ['uploads:read'] });
    const reader = api.as(key.body.api_key);
    const told = await reader.get(`/v1/uploads/${id}/timeline`);
    expect([told.status, told.body.scan]).toEqual([200, undefined]);
    expect((await reader.graphql(query, { id })).body.data.upload.timeline.scan).toBeNull();
  });

  it('is admitted with a flag where its cause is excepted', async () => {
    const unscannable_exceptions = [{ cause: 'encrypted', policy: 'allow_flagged' }];
    const flagged = await intoBucket({ unscannable_exceptions });
    expect(flagged).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', status_reason: 'unscannable:encrypted' });
    expect((await download(api, flagged.upload_id)).bytes.equals(locked.bytes)).toBe(true);
  });
});

describe('afterwards', () => {
  it('usage, timelines and blobs agree with the uploads, and no object is an orphan', async () => {
    const stored = new StoredState(airlock.dataDir);
    await until(async () => {
      const rows = await stored.query('SELECT 1 FROM quarantines WHERE due_at IS NOT NULL');
      return rows.length === 0;
    });
    await stored.expectConsistent();
    await stored.expectNoOrphans();
    await stored.expectOnlyLiveBytesAfterTrash();
  });
});
