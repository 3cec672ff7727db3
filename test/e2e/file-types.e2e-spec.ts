import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, http, type Json } from '../support/api.js';
import { makeBucket } from '../support/buckets.js';
import { field, filePart, sendForm } from '../support/form.js';
import { html, noise, pdf, png } from '../support/fixtures.js';
import { settled } from '../support/walk.js';

let airlock: Airlock;
let api: Api;

beforeAll(async () => {
  airlock = await Airlock.start({ env: { FILES_MAX_IMAGE_BYTES: '100000' } });
  api = new Api(airlock.url);
});
afterAll(() => airlock.dispose());

/** Presign, PUT, confirm and wait for the verdict. Returns the file. */
async function file(caller: Api, bytes: Buffer, more: Record<string, unknown> = {}): Promise<Json> {
  const report = { filename: 'report.pdf', mimeType: 'application/pdf', bucket: 'assets' };
  const { status, body } = await caller.post('/v1/files/presign', { ...report, size: bytes.length, ...more });
  expect(status).toBe(200);
  expect((await http(body.uploadUrl, { method: 'PUT', body: bytes, headers: body.headers })).status).toBe(200);
  await caller.post(`/v1/files/presign/${body.fileId}/confirm`);
  await settled(caller, body.fileId);
  return (await caller.get(`/v1/files/${body.fileId}`)).body;
}

async function served(fileId: string, query = ''): Promise<string[]> {
  const { body } = await api.get(`/v1/files/${fileId}/download-url${query}`);
  const { headers } = await http(body.download_url);
  return [String(headers['content-type']), String(headers['content-disposition']).split(';')[0]!];
}

const ATTACHMENT = ['application/octet-stream', 'attachment'];
const UNKNOWN = 'application/octet-stream';

describe('a declared type', () => {
  const bucketFor = async (type_policy: string) => (await makeBucket(api, { type_policy })).bucket_name as string;

  it('that is not proven is accepted, reported as such, and never shown inline', async () => {
    const bytes = noise(500, 'acme');
    const { fileId, ...file1 } = await file(api, bytes, { filename: 'a.acme', mimeType: 'application/vnd.acme' });
    expect(file1).toMatchObject({ status: 'available', detectedType: UNKNOWN, typeProof: 'unproven' });
    expect((await api.get(`/v1/uploads/${fileId}`)).body).toMatchObject({
      detected_type: UNKNOWN,
      type_proof: 'unproven',
    });
    const { body } = await api.graphql(
      'query ($id: ID!) { upload(id: $id) { typeProof detectedType file { typeProof } } }',
      { id: fileId },
    );
    expect(body.data.upload).toEqual({ typeProof: 'UNPROVEN', detectedType: UNKNOWN, file: { typeProof: 'UNPROVEN' } });
    expect(await served(fileId, '?disposition=inline')).toEqual(ATTACHMENT);
  });

  it('that is not proven is refused where the bucket requires proof, by presign and by form', async () => {
    const bucket = await bucketFor('unproven');
    const sent = { filename: 'a.acme', mimeType: 'application/vnd.acme', bucket };
    expect(await file(api, noise(500, 'strict'), sent)).toMatchObject({
      status: 'rejected',
      statusReason: 'mime_mismatch',
      typeProof: 'unproven',
    });
    expect(await file(api, pdf('strict'), { bucket })).toMatchObject({ status: 'available', typeProof: 'proven' });
    const form = await sendForm(api, [
      field('bucket', bucket),
      filePart(noise(500, 'form'), 'a.acme', 'application/vnd.acme'),
    ]);
    expect(form).toMatchObject({ status: 422, body: { code: 'MIME_TYPE_MISMATCH' } });
  });

  it('that the bytes contradict is refused; where it is only recorded, the file is never shown inline', async () => {
    const page = { filename: 'a.png', mimeType: 'image/png' };
    const refused = await file(api, html(), page);
    expect(refused).toMatchObject({
      status: 'rejected',
      statusReason: 'mime_mismatch',
      detectedType: UNKNOWN,
      typeProof: 'contradicted',
    });
    const { body: timeline } = await api.get(`/v1/uploads/${refused.fileId}/timeline`);
    expect(timeline.items.at(-1).detail).toBe('mime_mismatch: declared image/png, shown text/html');
    const bucket = await bucketFor('record');
    const kept = await file(api, html(), { ...page, bucket });
    expect(kept).toMatchObject({ status: 'available', detectedType: UNKNOWN, typeProof: 'contradicted' });
    expect(await served(kept.fileId, '?disposition=inline')).toEqual(ATTACHMENT);
    const form = await sendForm(api, [field('bucket', bucket), filePart(html(), 'a.png', 'image/png')]);
    expect(form.status).toBe(201);
  });

  it.each(['image/png first', 'text/csv first'])(
    'is judged for each record of bytes that are shared: %s',
    async (order) => {
      const bucket = await bucketFor('record');
      const bytes = png(16, order.length);
      const ways = [
        { filename: 'a.png', mimeType: 'image/png', bucket },
        { filename: 'a.csv', mimeType: 'text/csv', bucket },
      ];
      const files: Json[] = [];
      for (const way of order.startsWith('image') ? ways : ways.toReversed()) files.push(await file(api, bytes, way));
      const of = (mimeType: string) => files.find((one) => one.mimeType === mimeType)!;
      expect(new Set(files.map(({ sha256 }) => sha256)).size).toBe(1);
      expect(of('image/png')).toMatchObject({ detectedType: 'image/png', typeProof: 'proven' });
      expect(await served(of('image/png').fileId)).toEqual(['image/png', 'inline']);
      expect(of('text/csv')).toMatchObject({ detectedType: UNKNOWN, typeProof: 'contradicted' });
      expect(await served(of('text/csv').fileId)).toEqual(ATTACHMENT);
    },
  );
});

describe('an image that is not declared as one', () => {
  const large = Buffer.concat([png(), noise(100_001)]);
  const unclaimed = { filename: 'a.bin', mimeType: UNKNOWN };

  it('has the limit of images, by presign and by form', async () => {
    const rejected = await file(api, large, unclaimed);
    expect(rejected).toMatchObject({ status: 'rejected', statusReason: 'image_too_large', sha256: null });
    const form = await sendForm(api, [field('bucket', 'assets'), filePart(large, 'a.bin', UNKNOWN)]);
    expect(form).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
  });

  it('is accepted below it, and any other file above it', async () => {
    expect(await file(api, png(9, 9), unclaimed)).toMatchObject({ status: 'available', detectedType: 'image/png' });
    expect(await file(api, noise(100_002), unclaimed)).toMatchObject({ status: 'available', typeProof: 'unproven' });
  });
});
