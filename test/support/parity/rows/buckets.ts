import type { Row } from './row.js';

const bucketSettings = {
  description: 'For tests',
  status: 'ACTIVE',
  bucket_schema: { properties: { sku: { type: 'STRING' } } },
  allowed_content_types: ['application/pdf'],
  max_file_size: 1000,
  key_strategy: 'template',
  key_prefix: null,
  key_template: 'a/{upload_id}',
  unscannable_policy: 'quarantine',
  unscannable_exceptions: [{ cause: 'encrypted', policy: 'allow_flagged' }],
  type_policy: 'record',
  retention_days: 10,
};

export const buckets: Record<string, Row> = {
  createBucket: {
    good: (side) => ({ bucket_name: side.name('made'), ...bucketSettings }),
    cases: {
      'with a name that is there': () => ({ bucket_name: 'assets' }),
      'named like an id': () => ({ bucket_name: 'bkt_0123456789abcdef' }),
      'with a template without its upload': (side) => ({
        ...{ bucket_name: side.name('made'), key_strategy: 'template', key_template: 'a' },
      }),
      'with a schema that is none': (side) => ({ bucket_name: side.name('made'), bucket_schema: { properties: 1 } }),
    },
  },
  listBuckets: { good: () => ({ limit: 3, status: 'ACTIVE' }) },
  getBucket: { good: () => ({ bucket_id: 'assets' }) },
  updateBucket: {
    good: async (side) => ({
      ...{ bucket_id: (await side.bucket()).bucket_id, bucket_name: side.name('changed'), ...bucketSettings },
    }),
    cases: {
      'to a name that is there': async (side) => ({
        bucket_id: (await side.bucket()).bucket_id,
        bucket_name: 'assets',
      }),
    },
  },
  deleteBucket: {
    good: async (side) => ({ bucket_id: (await side.bucket()).bucket_id }),
    cases: {
      'with a file': async (side) => {
        await side.pending();
        return { bucket_id: 'assets' };
      },
    },
  },
};
