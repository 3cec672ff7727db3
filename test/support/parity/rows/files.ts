import { below, byItsStatus, type Row } from './row.js';

const inBucket = 'GraphQL finds an object by its id alone';

export const files: Record<string, Row> = {
  listFiles: {
    good: async (side) => {
      await side.pending();
      return { limit: 1, bucket: 'assets', status: 'pending_scan' };
    },
  },
  getFile: { good: async (side) => ({ file_id: await side.shared('available') }) },
  deleteFile: {
    good: async (side) => ({ file_id: await side.available() }),
    cases: { 'that was not sent': async (side) => ({ file_id: await side.pending() }) },
  },
  makeVariants: {
    good: async (side) => ({ file_id: await side.picture() }),
    cases: { 'of no picture': async (side) => ({ file_id: await side.available() }) },
  },
  getFileDownloadUrl: {
    good: async (side) => ({
      ...{ file_id: await side.shared('available'), filename: 'b.pdf', expires_in: 60, disposition: 'attachment' },
    }),
    twin: below('file', 'downloadUrl'),
    unlike: { 'of one that is pending': byItsStatus },
    cases: { 'of one that is pending': async (side) => ({ file_id: await side.pending() }) },
  },
};

export const objects: Record<string, Row> = {
  createObject: {
    good: async (side) => ({
      ...{ bucket_id: 'assets', blobs: [{ property: 'one', upload_id: await side.available() }], metadata: { a: 1 } },
    }),
    cases: {
      'of uploads': async (side) => ({ bucket_id: 'assets', upload_ids: [await side.available()] }),
      'of one that was not sent': async (side) => ({ bucket_id: 'assets', upload_ids: [await side.pending()] }),
      'of nothing': () => ({ bucket_id: 'assets' }),
    },
  },
  listObjects: {
    good: async (side) => {
      await side.object();
      return { bucket_id: 'assets', limit: 1, metadata: { of: 'maker' } };
    },
  },
  getObject: {
    good: async (side) => ({ bucket_id: 'assets', object_id: await side.object() }),
    unlike: { 'bucket_id:': inBucket },
  },
  deleteObject: {
    good: async (side) => ({ bucket_id: 'assets', object_id: await side.object() }),
    unlike: { 'bucket_id:': inBucket },
  },
};
