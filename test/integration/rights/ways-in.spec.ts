import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type Api, http, type Json } from '../../support/api.js';
import { keyWith } from '../../support/callers.js';
import { type EventApp, startEventApp } from '../../support/event-app.js';
import { type ProductRoute, productRoutes } from '../../support/product-routes.js';
import { makeToken } from '../../support/upload-tokens.js';

/** Of each caller. */
const LIMIT = 40;
const NOWHERE = 'upl_zzzzzzzzzzzzzzzz';

let running: EventApp;
let api: Api;
let routes: ProductRoute[];
let workspace: string;

beforeAll(async () => {
  running = await startEventApp({ RATE_LIMIT_PER_MINUTE: String(LIMIT) });
  ({ api } = running);
  routes = productRoutes(running.app);
  workspace = (await api.get('/v1/me')).body.workspace_id;
});
afterAll(() => running.close());

/** How one holder of an upload token asks a route for an upload. */
interface Holder {
  token: string;
  /** Ids of uploads of each kind, by the kind. */
  uploads: Record<Kind, string>;
}

type Kind = 'whole' | 'parts' | 'tus';

interface TokenRoute {
  /** What kind of upload the route acts on; none: it makes one. */
  of?: Kind;
  query?: (id: string, key: string) => Record<string, string>;
  body?: (id: string, key: string) => unknown;
  /** Instead of JSON. */
  text?: string;
  headers?: Record<string, string>;
}

const key = (_id: string, key: string) => ({ key });
const ONE_PART =
  '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"0"</ETag></Part></CompleteMultipartUpload>';
const tus = { 'tus-resumable': '1.0.0' };
const bytes = { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };

/** Every route that takes upload tokens. A route without a row fails the first test. */
const tokenRoutes: Record<string, TokenRoute> = {
  'POST /v1/buckets/:bucketId/uploads': {},
  'GET /v1/uploads/:uploadId': { of: 'whole' },
  'DELETE /v1/uploads/:uploadId': { of: 'whole' },
  'GET /v1/uploads/:uploadId/timeline': { of: 'whole' },
  'GET /v1/uploads/:uploadId/events': { of: 'whole' },
  'POST /v1/uploads/:uploadId/confirm': { of: 'whole' },
  'POST /v1/buckets/:bucketId/uploads/:uploadId/confirm': { of: 'whole' },
  'POST /v1/uploads/:uploadId/sign': { of: 'whole' },
  'POST /v1/uploads/:uploadId/parts': { of: 'parts', body: () => ({ part_numbers: [1] }) },
  'GET /v1/uploads/:uploadId/parts': { of: 'parts' },
  'GET /v1/files/:fileId': { of: 'whole' },
  'GET /api/v1/files/:fileId': { of: 'whole' },
  'POST /u/:upload_token/sign': {
    of: 'parts',
    body: (uploadId, key) => ({ method: 'PUT', uploadId, key, partNumber: 1 }),
  },
  'GET /u/:upload_token/s3/params': { query: () => ({ filename: 'a.txt' }) },
  'POST /u/:upload_token/s3/multipart': { body: () => ({ filename: 'a.txt' }) },
  'GET /u/:upload_token/s3/multipart/:uploadId': { of: 'parts', query: key },
  'GET /u/:upload_token/s3/multipart/:uploadId/batch': {
    of: 'parts',
    query: (id, name) => ({ ...key(id, name), partNumbers: '1' }),
  },
  'GET /u/:upload_token/s3/multipart/:uploadId/:partNumber': { of: 'parts', query: key },
  'POST /u/:upload_token/s3/multipart/:uploadId/complete': { of: 'parts', query: key, body: () => ({ parts: [] }) },
  'DELETE /u/:upload_token/s3/multipart/:uploadId': { of: 'parts', query: key },
  'POST /u/:upload_token/s3-multipart/:session': { of: 'parts', query: key, text: ONE_PART },
  'GET /u/:upload_token/s3-multipart/:session': { of: 'parts', query: key },
  'DELETE /u/:upload_token/s3-multipart/:session': { of: 'parts', query: key },
  'POST /v1/tus': { headers: tus },
  'HEAD /v1/tus/:uploadId': { of: 'tus', headers: tus },
  'PATCH /v1/tus/:uploadId': { of: 'tus', headers: bytes },
  'DELETE /v1/tus/:uploadId': { of: 'tus', headers: tus },
  'POST /v1/tus/:uploadId': { of: 'tus', headers: { ...bytes, 'x-http-method-override': 'PATCH' } },
};

/** Reads that make or sign something, and requests that only carry bytes. */
const countedReads = [
  'GET /u/:upload_token/s3/params',
  'GET /u/:upload_token/s3/multipart/:uploadId/batch',
  'GET /u/:upload_token/s3/multipart/:uploadId/:partNumber',
];
const uncountedWrites = ['PATCH /v1/tus/:uploadId', 'POST /v1/tus/:uploadId'];

/** A request to a route for one upload. */
async function send(route: ProductRoute, secret: string, id: string, slash = ''): Promise<Answer<Json>> {
  const { query, text, headers } = tokenRoutes[route.name] ?? {};
  const asked = query ? `?${new URLSearchParams(query(id, stagingKeyOf(id)))}` : '';
  const body = text ?? bodyOf(route, id);
  const type = text === undefined ? 'application/json' : 'application/xml';
  return http(`${running.api.url}${fill(route.path, secret, id)}${slash}${asked}`, {
    method: route.method,
    body,
    headers: {
      authorization: `Bearer ${secret}`,
      ...(body === undefined ? {} : { 'content-type': type }),
      ...headers,
    },
  });
}

const stagingKeyOf = (id: string) => `${workspace}/staging/${id}`;

function bodyOf({ name, method }: ProductRoute, id: string): string | undefined {
  const { body, headers } = tokenRoutes[name] ?? {};
  if (!['POST', 'PATCH'].includes(method) || headers) return undefined;
  return JSON.stringify(body?.(id, stagingKeyOf(id)) ?? {});
}

function fill(path: string, upload_token: string, id: string): string {
  const values: Record<string, string> = {
    ...{ upload_token, workspace_id: workspace, bucketId: 'assets', bucket_id: 'assets', partNumber: '1' },
  };
  return path.replace(/:(\w+)/g, (_, name: string) => values[name] ?? id).replace('*', id);
}

async function newHolder(): Promise<Holder> {
  const { upload_token: token } = await makeToken(api);
  const browser = api.as(token);
  const file = { filename: 'a.pdf', content_type: 'application/pdf', file_size_bytes: 10 };
  const whole = await browser.post('/v1/buckets/assets/uploads', file);
  const parts = await browser.post(`/u/${token}/s3/multipart`, { filename: 'a.pdf', type: 'application/pdf' });
  const metadata = `filename ${btoa('a.pdf')},filetype ${btoa('application/pdf')}`;
  const sent = { ...tus, 'upload-length': '10', 'upload-metadata': metadata };
  const resumable = await browser.call('POST', '/v1/tus', undefined, sent);
  const uploads = {
    whole: whole.body.upload_id,
    parts: parts.body.uploadId,
    tus: String(resumable.headers.location).split('/').at(-1)!.split('?')[0]!,
  };
  expect(Object.values(uploads)).toEqual(Array(3).fill(expect.stringMatching(/^upl_/)));
  return { token, uploads };
}

describe('the bearer of an upload token', () => {
  let mine: Holder;
  let theirs: Holder;
  const ofUploads = () => routes.filter(({ name }) => tokenRoutes[name]?.of !== undefined);
  const isStream = ({ path }: ProductRoute) => path.endsWith('/events');

  beforeAll(async () => {
    [mine, theirs] = [await newHolder(), await newHolder()];
  });

  it('is taken by the routes of the table and by no other', async () => {
    const taken = routes.filter(({ takesUploadTokens }) => takesUploadTokens).map(({ name }) => name);
    expect(taken.sort()).toEqual(Object.keys(tokenRoutes).sort());
    const others = routes.filter(({ isPublic, takesUploadTokens }) => !isPublic && !takesUploadTokens);
    expect(others.length).toBeGreaterThan(60);
    for (const route of others) {
      const { status, body } = await send(route, mine.token, NOWHERE);
      expect([route.name, status, body.code ?? body.error_code]).toEqual([route.name, 403, 'FORBIDDEN']);
    }
  });

  it('finds the upload of another holder nowhere', async () => {
    for (const route of ofUploads()) {
      const { status } = await send(route, mine.token, theirs.uploads[tokenRoutes[route.name]!.of!]);
      expect([route.name, status]).toEqual([route.name, 404]);
    }
  });

  it('finds its own on every one of these routes: the holder is the only difference', async () => {
    // What ends an upload comes last.
    const ends = (route: ProductRoute) => Number(route.method === 'DELETE');
    for (const route of ofUploads().sort((a, b) => ends(a) - ends(b))) {
      if (isStream(route)) continue;
      const { status } = await send(route, theirs.token, theirs.uploads[tokenRoutes[route.name]!.of!]);
      expect([route.name, status === 404 || status >= 500]).toEqual([route.name, false]);
    }
  });
});

/** A refusal in the form of its API. */
function codeOf({ path }: ProductRoute, { body, text, headers }: Answer<Json>): string | undefined {
  if (path.startsWith('/v1/tus')) return /changes a minute/.test(text) ? 'RATE_LIMITED' : text;
  if (path.includes('/s3-multipart/')) return text.includes('<Code>SlowDown</Code>') ? 'RATE_LIMITED' : text;
  if (path.startsWith('/u/')) return body.error.startsWith('s3: ') ? body.code : text;
  if (path === '/api/v1/upload/direct') return body.error_code;
  expect(headers['content-type']).toContain('application/problem+json');
  return body.code;
}

describe('the rate of a caller', () => {
  let spentKey: string;
  let spentToken: string;

  /** Requests that find nothing count as well. */
  const spend = async (caller: Api) => {
    for (let n = 0; n < LIMIT; n++) expect((await caller.delete(`/v1/uploads/${NOWHERE}`)).status).toBe(404);
    return caller.key;
  };
  const isCounted = ({ name, method }: ProductRoute) =>
    countedReads.includes(name) || (!['GET', 'HEAD', 'OPTIONS'].includes(method) && !uncountedWrites.includes(name));
  const secretFor = ({ takesUploadTokens }: ProductRoute) => (takesUploadTokens ? spentToken : spentKey);

  beforeAll(async () => {
    const { upload_token: token } = await makeToken(api);
    spentKey = await spend(await keyWith(api, 'system', 'admin'));
    spentToken = await spend(api.as(token));
  });

  it('holds on every route that changes something, with and without a slash at the end, in the form of its errors', async () => {
    const counted = routes.filter((route) => !route.isPublic && isCounted(route));
    expect(counted.length).toBeGreaterThan(60);
    for (const route of counted)
      for (const slash of ['', '/']) {
        const answer = await send(route, secretFor(route), NOWHERE, slash);
        const { status, headers } = answer;
        expect([route.name, slash, status, status === 429 && codeOf(route, answer)]).toEqual([
          ...[route.name, slash, 429, 'RATE_LIMITED'],
        ]);
        expect([route.name, headers['retry-after']]).toEqual([route.name, headers['ratelimit-reset']]);
        expect([route.name, headers['ratelimit-remaining']]).toEqual([route.name, '0']);
      }
  });

  it('holds on no other', async () => {
    const others = routes.filter((route) => !route.isPublic && !isCounted(route) && !route.path.endsWith('/events'));
    for (const route of others) {
      const { status, headers } = await send(route, secretFor(route), NOWHERE);
      expect([route.name, status === 429, headers['ratelimit-limit']]).toEqual([route.name, false, undefined]);
    }
  });

  it('is one for all bearers of a token, and leaves that of its maker and of its other tokens alone', async () => {
    const token = await makeToken(api);
    expect(token.upload_token_id).toMatch(/^ut/);
    const other = await api.as(token.upload_token).delete(`/v1/uploads/${NOWHERE}`);
    expect(other.status).toBe(404);
    expect((await api.as(spentToken).delete(`/v1/uploads/${NOWHERE}`)).status).toBe(429);
  });
});

/** Without credentials in a header, or by others than those of the API. */
const publicRoutes = [
  // The board reads the key by itself: a browser sends it by HTTP Basic.
  'GET /admin/queues',
  'GET /admin/queues/*',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /v1/blobs/:view_id',
  'GET /v1/blobs/:view_id/:variant',
  'OPTIONS /v1/tus',
  'OPTIONS /v1/tus/:uploadId',
  'POST /v1/auth/login',
  'POST /v1/storage/events',
];

/** POSTs that need no name for a retry. */
const withoutKey = [
  // They act on what is there.
  /\/(confirm|complete|sign|parts|variants|reprocess|redeliver|read|quarantine|release|rotate-secret)$/,
  /\/(confirm\/\*|confirm-upload)$/,
  /\/(login|storage\/events)$/,
  // Clients of these protocols send no such header, and go on with what they opened.
  /^POST \/(u|v1\/tus)(\/|$)/,
];

describe('every route', () => {
  it('without credentials is in the list of those', () => {
    const found = routes.filter(({ isPublic }) => isPublic).map(({ name }) => name);
    expect(found.sort()).toEqual(publicRoutes);
  });

  it('that creates takes an Idempotency-Key', () => {
    const posts = routes.filter(({ method, name }) => method === 'POST' && !withoutKey.some((one) => one.test(name)));
    const without = posts.filter(({ isIdempotent }) => !isIdempotent).map(({ name }) => name);
    expect(without.sort()).toEqual([]);
  });
});
