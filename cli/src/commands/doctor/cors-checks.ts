import type { Client } from '../../api/client.js';
import { plainCall } from '../../api/plain-call.js';
import { failureOf } from '../../errors/report-failure.js';
import { type Check, found, ok } from './check.js';

const PROBE = 'airlock doctor';
/** Uploads in parts never end in some clients without it. */
const NEEDED = 'etag';

/** What a page of this origin may do: at the API, and at the store, by a real PUT that is canceled afterwards. */
export async function corsChecks(client: Client, url: string, origin: string, signal: AbortSignal): Promise<Check[]> {
  const api = await preflight(`${url}/v1/me`, origin, { method: 'GET', headers: 'authorization' }, signal);
  const todo = `Add ${origin} to CORS_ORIGINS of the server.`;
  const name = `CORS of the API for ${origin}`;
  const first = api ? found('warning', name, api, todo) : ok(name, 'answers preflights');
  return [first, await storeCheck(client, origin, signal)];
}

async function storeCheck(client: Client, origin: string, signal: AbortSignal): Promise<Check> {
  const name = `CORS of the store for ${origin}`;
  try {
    const input = { filename: 'airlock-doctor.txt', content_type: 'text/plain', file_size_bytes: PROBE.length };
    const upload = await client
      .uploads()
      .create('assets', { ...input, skip_duplicates: false, create_object_on_confirm: false }, { signal });
    try {
      const problem = await tryPut(
        upload.presigned_url!,
        (upload.headers ?? {}) as Record<string, string>,
        origin,
        signal,
      );
      if (!problem) return ok(name, 'takes a PUT, and exposes ETag');
      return found(
        'warning',
        name,
        problem,
        'Apply the CORS configuration that "npm run doctor" at the server prints.',
      );
    } finally {
      await client.uploads().cancel(upload.upload_id!);
    }
  } catch (error) {
    signal.throwIfAborted();
    return found('unknown', name, `could not be tried: ${failureOf(error).message}`);
  }
}

/** What is wrong, if anything is. */
async function tryPut(url: string, headers: Record<string, string>, origin: string, signal: AbortSignal) {
  const names = Object.keys(headers).join(',').toLowerCase();
  const refusal = await preflight(url, origin, { method: 'PUT', headers: names }, signal);
  if (refusal) return refusal;
  const answer = await plainCall(url, { method: 'PUT', body: PROBE, headers: { ...headers, Origin: origin } }, signal);
  await answer.body?.cancel();
  if (!answer.ok) return `answers a PUT with ${answer.status}`;
  const exposed = (answer.headers.get('access-control-expose-headers') ?? '').toLowerCase();
  return exposed.includes(NEEDED) || exposed === '*' ? undefined : 'does not expose the header ETag';
}

async function preflight(
  url: string,
  origin: string,
  wanted: { method: string; headers: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  const headers = {
    ...{ Origin: origin, 'Access-Control-Request-Method': wanted.method },
    'Access-Control-Request-Headers': wanted.headers,
  };
  const answer = await plainCall(url, { method: 'OPTIONS', headers }, signal);
  await answer.body?.cancel();
  const allowed = answer.headers.get('access-control-allow-origin');
  if (!answer.ok) return `answers a preflight with ${answer.status}`;
  return allowed === '*' || allowed === origin ? undefined : 'does not allow this origin';
}
