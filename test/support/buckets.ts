import { expect } from '@jest/globals';
import type { Answer, Api, Json } from './api.js';
import { png } from './fixtures.js';
import { confirm, put, settled } from './walk.js';

/** The picture that these helpers upload. */
export const picture = png();

/** A schema with a key, required metadata and one file property. */
export const skuSchema = (policy?: 'skip' | 'error') => ({
  properties: { sku: { type: 'STRING', required: true }, stock: { type: 'INTEGER' }, photo: { type: 'IMAGE' } },
  unique_key: { fields: ['sku'], ...(policy ? { policy } : {}) },
});

let count = 0;

export async function makeBucket(api: Api, more: Record<string, unknown> = {}): Promise<Json> {
  const answer = await api.post('/v1/buckets', { bucket_name: `bucket_${(count += 1)}`, ...more });
  expect(answer.status).toBe(201);
  return answer.body;
}

/** Creates an upload of the picture, by default as `photo.png`. */
export function announce(api: Api, bucket: string, more: object = {}): Promise<Answer<Json>> {
  const declared = { filename: 'photo.png', content_type: 'image/png', file_size_bytes: picture.length, ...more };
  return api.post(`/v1/buckets/${bucket}/uploads`, declared);
}

export async function uploadTo(api: Api, bucket: string, more: object = {}): Promise<Json> {
  const { status, body } = await announce(api, bucket, more);
  expect(status).toBe(201);
  await put(body, picture);
  await confirm(api, body.upload_id);
  return settled(api, body.upload_id);
}

/** What the organization uses and has reserved. */
export async function usageOf(api: Api): Promise<number[]> {
  const { body } = await api.get('/v1/usage');
  return [body.used_bytes, body.reserved_bytes, body.pending_count];
}
