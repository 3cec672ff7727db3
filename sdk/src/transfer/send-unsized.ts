import { newHasher } from '../hash/hasher.js';
import { Api } from '../http/api.js';
import { Credentials } from '../http/credentials.js';
import type { Schemas, Upload } from '../schemas.js';
import { PartUrls, type SignParts } from './part-urls.js';
import { Pool } from './pool.js';
import { sendPart } from './send-part.js';
import type { Bytes } from './source.js';
import { confirm, lineOf, type Transfer } from './transfer.js';

const PART_BYTES = 8 * 1024 ** 2;
const AT_ONCE = 4;
const USUAL_MAX_BYTES = 100_000_000;
const TOKEN_SECONDS = 24 * 3600;

/** A session of parts whose number is not known yet: it belongs to an upload token, and has a key besides its id. */
interface Session {
  api: Api;
  path: string;
  query: { key: string };
}

/** Sends a stream that has at least `head`, in parts that are cut as they come. Its size is said at the end. */
export async function sendUnsized(transfer: Transfer, head: Bytes): Promise<Upload> {
  const token = await tokenFor(transfer);
  const session = await openSession(transfer, token.bearer);
  const hash = await sendParts(transfer, session, head);
  const { api, path, query } = session;
  const { signal } = transfer;
  // The ETags as the store has them: browsers may not see those of their own requests.
  const stored = await api.call<{ PartNumber: number; ETag: string }[]>('GET', path, { query, signal });
  const parts = stored.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
  await api.call('POST', `${path}/complete`, { query, body: { parts }, signal, repeatable: true });
  const upload = await confirm(transfer, hash);
  await token.revoke();
  return upload;
}

async function sendParts(transfer: Transfer, session: Session, head: Bytes): Promise<string> {
  const { source, meter, signal } = transfer;
  const pool = new Pool(AT_ONCE, signal);
  const urls = new PartUrls(signerOf(session, pool.signal));
  const hasher = newHasher();
  let rest = head;
  try {
    for (let number = 1; ; number++) {
      const bytes = rest.length ? rest.subarray(0, PART_BYTES) : await source.take(PART_BYTES);
      rest = rest.subarray(bytes.length);
      if (bytes.length === 0) break;
      await hasher.update(bytes);
      const next = Array.from({ length: AT_ONCE }, (_, index) => number + 1 + index);
      const target = (anew: boolean) => urls.get(number, next, anew);
      const onSent = (sent: number) => meter.set(number, sent);
      await pool.add(() => sendPart({ bytes, target, onSent }, lineOf(transfer, pool.signal)));
      if (bytes.length < PART_BYTES) break;
    }
    await pool.end();
    return hasher.hex();
  } catch (error) {
    await pool.stop(error);
    throw error;
  }
}

/** The caller's own upload token, or one that is made for this stream. */
async function tokenFor({ api, input, signal, idempotencyKey }: Transfer) {
  const own = await api.connection.credentials.bearer();
  if (own.startsWith('ut_')) return { bearer: own, revoke: () => Promise.resolve() };
  const body = {
    bucket: input.bucket,
    max_file_size: input.maxSize ?? USUAL_MAX_BYTES,
    max_files: 1,
    expires_in: TOKEN_SECONDS,
  };
  const made = await api.call<Schemas['UploadTokenView']>('POST', '/v1/upload-tokens', {
    body,
    signal,
    idempotencyKey,
  });
  const revoke = () => api.call('DELETE', `/v1/upload-tokens/${made.upload_token_id}`).catch(() => undefined);
  return { bearer: made.upload_token!, revoke };
}

async function openSession(transfer: Transfer, bearer: string): Promise<Session> {
  const { input, signal } = transfer;
  const { workspace: _, ...connection } = transfer.api.connection;
  const api = new Api({ ...connection, credentials: new Credentials(bearer) });
  const base = `/u/${bearer}/s3/multipart`;
  const body = { filename: input.filename, type: input.mimeType, metadata: input.metadata ?? {} };
  const { uploadId, key } = await api.call<{ uploadId: string; key: string }>('POST', base, { body, signal });
  transfer.uploadId = uploadId;
  return { api, path: `${base}/${encodeURIComponent(uploadId)}`, query: { key } };
}

function signerOf({ api, path, query }: Session, signal: AbortSignal): SignParts {
  return async (numbers) => {
    const call = { query: { ...query, partNumbers: numbers.join(',') }, signal };
    const { presignedUrls } = await api.call<{ presignedUrls: Record<string, string> }>('GET', `${path}/batch`, call);
    return new Map(Object.entries(presignedUrls).map(([number, url]) => [Number(number), { url, headers: {} }]));
  };
}
