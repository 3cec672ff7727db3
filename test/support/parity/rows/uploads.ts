import type { Given } from '../cases.js';
import type { Side } from '../side.js';
import { below, type Row } from './row.js';

const upload = (side: Side) => ({
  filename: `${side.name('a')}.pdf`,
  content_type: 'application/pdf',
  file_size_bytes: 10,
  presigned_url_expiration: 600,
  method: 'PUT',
  guarantees: ['sha256'],
  metadata: { order: '1' },
  create_object_on_confirm: true,
  object_metadata: { a: 'b' },
  blob_property: 'file',
  blob_type: 'PDF',
  file_hash: 'ab'.repeat(32),
  skip_duplicates: false,
});

const ofBucket = (side: Side): Given => ({ bucket_id: 'assets', ...upload(side) });

export const uploads: Record<string, Row> = {
  createUpload: {
    good: ofBucket,
    takesRoom: true,
    cases: {
      'larger than the tier allows': (side) => ({ ...ofBucket(side), file_size_bytes: 6_000_000_000 }),
      'a type that the bucket refuses': async (side) => {
        const { bucket_id } = await side.bucket();
        await side.api.call('PATCH', `/v1/buckets/${bucket_id}`, { allowed_content_types: ['image/*'] });
        return { ...ofBucket(side), bucket_id };
      },
      'into a bucket that is archived': async (side) => {
        const { bucket_id } = await side.bucket();
        await side.api.call('PATCH', `/v1/buckets/${bucket_id}`, { status: 'ARCHIVED' });
        return { ...ofBucket(side), bucket_id };
      },
      'a content that is there': async (side) => {
        const { body } = await side.api.get(`/v1/uploads/${await side.available()}`);
        return { bucket_id: 'assets', filename: 'b.pdf', content_type: 'application/pdf', file_hash: body.file_hash };
      },
      'a unique key that is there': async (side) => {
        const { bucket_id } = await side.bucket();
        const bucket_schema = {
          properties: { sku: { type: 'STRING' } },
          unique_key: { fields: ['sku'], policy: 'skip' },
        };
        await side.api.call('PATCH', `/v1/buckets/${bucket_id}`, { bucket_schema });
        const of = { filename: 'a.pdf', content_type: 'application/pdf', object_metadata: { sku: '1' } };
        await side.api.post(`/v1/buckets/${bucket_id}/uploads`, of);
        return { bucket_id, ...of };
      },
      'in parts': (side) => ({ ...ofBucket(side), method: 'MULTIPART', guarantees: [], file_size_bytes: 20_000_000 }),
      'by a form': (side) => ({ ...ofBucket(side), method: 'POST', guarantees: [] }),
      'without its size': (side) => ({
        bucket_id: 'assets',
        filename: `${side.name('a')}.pdf`,
        content_type: 'application/pdf',
      }),
    },
  },
  createUploads: {
    good: (side) => ({ bucket_id: 'assets', uploads: [upload(side), upload(side)] }),
    takesRoom: true,
    cases: {
      'one of them larger than the tier allows': (side) => ({
        bucket_id: 'assets',
        uploads: [upload(side), { ...upload(side), file_size_bytes: 6_000_000_000 }],
      }),
    },
  },
  confirmUpload: {
    good: async (side) => ({ upload_id: await side.sent() }),
    cases: {
      'before its bytes': async (side) => ({ upload_id: await side.pending() }),
      'of one that was canceled': async (side) => ({ upload_id: await side.canceled() }),
      'of one that is available': async (side) => ({ upload_id: await side.available() }),
      'with another ETag': async (side) => ({ upload_id: await side.sent(), etag: '"0"' }),
      'with another hash, once available': async (side) => ({
        upload_id: await side.available(),
        file_hash: '0'.repeat(64),
      }),
      'with an empty ETag': async (side) => ({ upload_id: await side.sent(), etag: '' }),
      'with a hash that is none': async (side) => ({ upload_id: await side.sent(), file_hash: 'x' }),
      'with parts that are none': async (side) => ({ upload_id: await side.inParts(), parts: [{ part_number: 0 }] }),
      'with parts that are not there': async (side) => ({
        upload_id: await side.inParts(),
        parts: [{ part_number: 1, etag: '"0"' }],
      }),
      'with null': async (side) => ({ upload_id: await side.sent(), etag: null, file_hash: null, parts: null }),
    },
  },
  confirmUploads: {
    good: async (side) => ({ upload_ids: [await side.sent(), await side.pending()] }),
  },
  signUpload: {
    good: async (side) => ({ upload_id: await side.pending() }),
    cases: {
      'of one that was canceled': async (side) => ({ upload_id: await side.canceled() }),
      'of one in parts': async (side) => ({ upload_id: await side.inParts() }),
    },
  },
  listUploads: {
    good: async (side) => {
      await side.pending();
      return { limit: 2, status: 'PENDING', bucket_id: 'assets', content_type: 'application/pdf' };
    },
    cases: {
      'created after a moment': () => ({ created_after: '2020-01-01T00:00:00.000Z', limit: 1 }),
      'created after no moment': () => ({ created_after: 'yesterday' }),
      'with metadata': () => ({ metadata: { of: 'sender' }, limit: 1 }),
      'with a cursor that is none': () => ({ cursor: 'nothing' }),
    },
  },
  getUpload: { good: async (side) => ({ upload_id: await side.shared('available') }) },
  cancelUpload: {
    good: async (side) => ({ upload_id: await side.pending() }),
    cases: {
      'that was canceled': async (side) => ({ upload_id: await side.canceled() }),
      'in parts': async (side) => ({ upload_id: await side.inParts() }),
    },
  },
  signUploadParts: {
    good: async (side) => ({ upload_id: await side.inParts(), part_numbers: [1] }),
    cases: {
      'of one that is no multipart upload': async (side) => ({ upload_id: await side.pending(), part_numbers: [1] }),
      'beyond its plan': async (side) => ({ upload_id: await side.inParts(), part_numbers: [9] }),
    },
  },
  listUploadParts: {
    good: async (side) => ({ upload_id: await side.inParts() }),
    twin: below('upload', 'parts'),
    unlike: { 'uploads:write': 'by GraphQL it reads the parts below signUpload, not below a lookup' },
  },
  getUploadTimeline: { good: async (side) => ({ upload_id: await side.pending() }), twin: below('upload', 'timeline') },
  getTask: {
    good: async (side) => {
      const { body } = await side.api.get(`/v1/uploads/${await side.shared('available')}`);
      return { task_id: body.task_id };
    },
    cases: { 'of a document': async (side) => ({ task_id: `task_${(await side.shared('readDocument')).slice(4)}` }) },
  },
  releaseUpload: {
    good: async (side) => ({ upload_id: await side.quarantined(), reason: 'looked at' }),
    cases: {
      'that was not sent': async (side) => ({ upload_id: await side.pending(), reason: 'x' }),
      'that is available': async (side) => ({ upload_id: await side.available(), reason: 'x' }),
    },
  },
  quarantine: {
    good: async (side) => {
      const { body } = await side.api.get(`/v1/uploads/${await side.available()}`);
      return { sha256: body.file_hash, reason: 'found elsewhere' };
    },
  },
};
