import { expect } from '@jest/globals';
import { Airlock } from './airlock.js';
import { Api, type Json } from './api.js';
import { docxWith, noise } from './fixtures.js';
import { field } from './form.js';

export const MIB = 1024 * 1024;
export const IDLE_SECONDS = 2;
/** The limit of images. */
export const MAX_IMAGE_BYTES = 100_000;

/** A server with a short idle time for senders and a small limit for images. */
export function startForForms(): Promise<Airlock> {
  const env = { FILES_MAX_IMAGE_BYTES: String(MAX_IMAGE_BYTES), FILES_UPLOAD_IDLE_SECONDS: String(IDLE_SECONDS) };
  return Airlock.start({ env });
}

/** A caller whose books are its own. */
export async function organization(airlock: Airlock, name: string, more: Json = {}): Promise<Api> {
  const root = new Api(airlock.url);
  const { body } = await root.post('/v1/organizations', { name, tier: 'pro', ...more });
  return root.as(body.api_key);
}

export const assets = field('bucket', 'assets');

/** A letter with a picture, in more than one part. */
export const largeDocx = () => docxWith({ 'word/media/picture.bin': noise(9 * MIB, 'picture') });

/** The parts of a refusal that a client acts upon. */
export const codes = ({ status, body }: { status: number; body: Json }) => ({
  ...{ status, code: body.code, field: body.errors?.[0].field },
});

/** Expects that a caller whose requests were all refused has no usage and no files. */
export async function nothingLeft(caller: Api): Promise<void> {
  const { body: usage } = await caller.get('/v1/usage');
  expect(usage).toMatchObject({ used_bytes: 0, reserved_bytes: 0, pending_count: 0 });
  expect((await caller.get('/v1/files')).body.items).toEqual([]);
}
