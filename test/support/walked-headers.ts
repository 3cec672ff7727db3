import { type Answer, type Api, http, type Json } from './api.js';

/** What every page may read, what browsers and proxies use themselves, and what is about the connection. */
const others = new Set([
  ...['cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified', 'pragma'],
  ...['content-encoding', 'content-security-policy', 'referrer-policy', 'x-content-type-options', 'vary'],
  ...['connection', 'date', 'keep-alive', 'transfer-encoding', 'accept-ranges', 'x-accel-buffering'],
]);

const TUS = { 'tus-resumable': '1.0.0' };

/** Names of headers that answers of all kinds have, beside those that need no leave. The caller is at its rate limit afterwards. */
export async function walkedHeaders(api: Api, rateLimit: number): Promise<string[]> {
  const answers = [...(await creations(api)), ...(await resumable(api)), ...(await refusals(api))];
  for (let n = 0; n <= rateLimit; n++) answers.push(await api.delete('/v1/uploads/upl_zzzzzzzzzzzzzzzz'));
  const names = answers.flatMap(({ headers }) => Object.keys(headers));
  return [...new Set(names)].filter((name) => !others.has(name) && !name.startsWith('access-control-'));
}

async function creations(api: Api): Promise<Answer<Json>[]> {
  const file = { filename: 'a.pdf', content_type: 'application/pdf', file_size_bytes: 10 };
  const create = () => api.call('POST', '/v1/buckets/assets/uploads', file, { 'idempotency-key': 'walk' });
  return [await create(), await create(), await api.get('/openapi.json'), await api.get('/problems')];
}

/** An upload by tus: what there is, its creation with and without a length, what has arrived, and more of it. */
async function resumable(api: Api): Promise<Answer<Json>[]> {
  const metadata = `bucket ${btoa('assets')},filename ${btoa('a.txt')},filetype ${btoa('text/plain')}`;
  const ask = (method: string, path: string, headers: object = {}, body?: string) =>
    http(`${api.url}${path}`, {
      ...{ method, body },
      headers: { authorization: `Bearer ${api.key}`, ...TUS, 'upload-metadata': metadata, ...headers },
    });
  const created = await ask('POST', '/v1/tus', { 'upload-length': '10' });
  const deferred = await ask('POST', '/v1/tus', { 'upload-defer-length': '1' });
  const pathOf = ({ headers }: Answer<Json>) => new URL(String(headers.location)).pathname;
  const bytes = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
  const sent = await ask('PATCH', pathOf(created), bytes, '12345');
  const looks = [await ask('HEAD', pathOf(created)), await ask('HEAD', pathOf(deferred))];
  return [await ask('OPTIONS', '/v1/tus'), created, deferred, sent, ...looks];
}

async function refusals(api: Api): Promise<Answer<Json>[]> {
  return [await http(`${api.url}/v1/me`), await api.call('PUT', '/v1/me'), await api.get('/v1/nowhere')];
}
