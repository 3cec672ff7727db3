import { expect } from '@jest/globals';
import { Airlock } from './airlock.js';
import { Api, type Json } from './api.js';
import { docxWith, noise } from './fixtures.js';
import { field } from './form.js';

export const MIB = 1024 * 1024;
export const IDLE_SECONDS = 3;
/** The limit of images. */
export const MAX_IMAGE_BYTES = 100_000;

/** A server with a short idle time-out for forms and a small limit for pictures. */
export function startForForms(idleSeconds = IDLE_SECONDS): Promise<Airlock> {
  const env = { FILES_MAX_IMAGE_BYTES: String(MAX_IMAGE_BYTES), FILES_UPLOAD_IDLE_SECONDS: String(idleSeconds) };
  return Airlock.start({ env });
}

/** A caller of an organization of its own, so that its usage is the test's alone. */
export async function organization(airlock: Airlock, name: string, more: Json = {}): Promise<Api> {
  const root = new Api(airlock.url);
  const { body } = await root.post('/v1/organizations', { name, tier: 'pro', ...more });
  return root.as(body.api_key);
}

export const assets = field('bucket', 'assets');

/** A letter with a picture, in more than one part. */
export const largeDocx = () => docxWith({ 'word/media/picture.bin': noise(9 * MIB, 'picture') });

/** The parts of a refusal that clients act upon. */
export const codes = ({ status, body }: { status: number; body: Json }) => ({
  ...{ status, code: body.code, field: body.errors?.[0].field },
});

/** The usage of a caller: nothing when everything it sent was refused. */
export async function nothingLeft(caller: Api): Promise<void> {
  const { body: usage } = await caller.get('/v1/usage');
  expect(usage).toMatchObject({ used_bytes: 0, reserved_bytes: 0, pending_count: 0 });
  expect((await caller.get('/v1/files')).body.items).toEqual([]);
}
