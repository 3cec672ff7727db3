import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import type { Api, Json } from '../../support/api.js';
import { announce, attach, report, send } from '../../support/direct-uploads.js';
import { type EventApp, startEventApp } from '../../support/event-app.js';
import { eicar, pdf } from '../../support/fixtures.js';
import { found } from '../../support/resilience/until.js';
import { makeToken } from '../../support/upload-tokens.js';
import { upload } from '../../support/walk.js';

const AMONG = 3;

let running: EventApp;
let api: Api;
let endpoint: string;
let workspace: string;
let connections: { on: string; name: string; args: string[] }[];

/** Every field of the schema that is a connection, wherever it is. */
const SCHEMA = `{ __schema { types { name fields { name type { name ofType { name } } args { name } } } } }`;

beforeAll(async () => {
  running = await startEventApp();
  ({ api } = running);
  const { body } = await api.graphql(SCHEMA);
  connections = body.data.__schema.types.flatMap(({ name: on, fields }: Json) =>
    (fields ?? [])
      .filter(({ type }: Json) => /Connection$/.test(type.name ?? type.ofType?.name ?? ''))
      .map(({ name, args }: Json) => ({ on, name, args: args.map((arg: Json) => arg.name) })),
  );
  workspace = (await api.get('/v1/me')).body.workspace_id;
  endpoint = (await api.post('/v1/webhook-endpoints', { url: 'https://hooks.example/0' })).body.endpoint_id;
  for (let place = 0; place < AMONG; place += 1) await makeOneOfEach(place);
  const delivered = () => api.get(`/v1/webhook-endpoints/${endpoint}/deliveries`);
  await found(async () => ((await delivered()).body.items.length >= AMONG ? true : undefined));
  const notified = () => api.get('/v1/notifications');
  await found(async () => ((await notified()).body.items.length >= AMONG ? true : undefined));
});
afterAll(() => running.close());

async function makeOneOfEach(place: number): Promise<void> {
  await api.post('/v1/api-keys', { name: `key ${place}`, scopes: ['uploads:read'] });
  await api.post('/v1/buckets', { bucket_name: `bucket-${place}` });
  await api.post('/v1/organizations', { name: `organization ${place}` });
  await api.post('/v1/workspaces', { name: `space-${place}` });
  const { body: user } = await api.post('/v1/users', { email: `person-${place}@people.example` });
  await api.post(`/v1/workspaces/${workspace}/members`, { user_id: user.user_id, role: 'viewer' });
  await api.post('/v1/webhook-endpoints', { url: `https://hooks.example/${place}` });
  await makeToken(api);
  await upload(api, { filename: 'a.pdf', contentType: 'application/pdf', bytes: pdf(`list ${place}`) });
  await upload(api, { filename: 'eicar.txt', contentType: 'text/plain', bytes: eicar() });
  const file = report();
  const blob = await announce(api, file);
  await send(blob, file.bytes);
  await attach(api, blob.signed_id);
  await api.post(`/api/workspaces/${workspace}/knowledge-bases`, { name: `base ${place}` });
  const document = { filename: `${place}.txt`, content_type: 'text/plain', file_size: 10 };
  await api.post(`/api/workspaces/${workspace}/documents/upload`, document);
}

/** What else a list must be asked with. */
const asked = (name: string): string =>
  ({
    members: `workspaceId: "${workspace}"`,
    deliveries: `endpointId: "${endpoint}"`,
    attachments: 'filter: {recordType: "Post", recordId: "1"}',
  })[name] ?? '';

async function page(name: string, args: string[]): Promise<Json> {
  const given = [asked(name), ...args].filter(Boolean).join(', ');
  const query = `{ ${name}${given && `(${given})`} { nodes { id } edges { cursor } pageInfo { endCursor hasNextPage } } }`;
  return (await api.graphql(query)).body;
}

/** The whole list, in pages of two. */
async function read(name: string, order?: string): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = null; ;) {
    const args = ['first: 2', ...(order ? [`orderBy: ${order}`] : []), ...(after ? [`after: "${after}"`] : [])];
    const { data, errors } = await page(name, args);
    expect(errors).toBeUndefined();
    ids.push(...data[name].nodes.map(({ id }: Json) => id as string));
    const { pageInfo } = data[name];
    if (!pageInfo.hasNextPage) return ids;
    after = pageInfo.endCursor;
  }
}

/** Lists in an order of their own: of relevance, and of the text. */
const ownOrder = ['searchDocuments', 'chunks'];

/** All that are sorted by id: the fields of Query that are connections. */
const schema = buildSchema(readFileSync('docs/generated/schema.gql', 'utf8'));
const lists = Object.values(schema.getQueryType()!.getFields())
  .filter(({ type }) => String(type).replace('!', '').endsWith('Connection'))
  .map(({ name }) => name)
  .filter((name) => !ownOrder.includes(name));

describe('lists', () => {
  it('take an order, all but those that have their own', () => {
    const sorted = connections.filter(({ name }) => !ownOrder.includes(name));
    expect(sorted.filter(({ args }) => !args.includes('orderBy'))).toEqual([]);
    expect(sorted.filter(({ on }) => on !== 'Query')).toEqual([]);
    expect(sorted.map(({ name }) => name).sort()).toEqual(lists.toSorted());
    expect(lists.length).toBeGreaterThan(14);
  });
});

describe.each(lists)('%s', (name) => {
  it('goes both ways, each in pages that miss and repeat nothing', async () => {
    // Reading is no act: the list of acts stays as it is.
    const newest = await read(name);
    expect(newest.length).toBeGreaterThanOrEqual(AMONG);
    expect(new Set(newest).size).toBe(newest.length);
    expect(await read(name, '{field: CREATED_AT}')).toEqual(newest);
    expect(await read(name, '{field: CREATED_AT, direction: DESC}')).toEqual(newest);
    expect(await read(name, '{field: CREATED_AT, direction: ASC}')).toEqual(newest.toReversed());
  });

  it('goes on from every edge in its direction', async () => {
    const all = await read(name, '{field: CREATED_AT, direction: ASC}');
    const { data } = await page(name, ['first: 2', 'orderBy: {field: CREATED_AT, direction: ASC}']);
    const args = ['first: 1', 'orderBy: {field: CREATED_AT, direction: ASC}', `after: "${data[name].edges[0].cursor}"`];
    expect((await page(name, args)).data[name].nodes).toEqual([{ id: all[1] }]);
  });

  it('refuses the cursor of the other direction', async () => {
    const { data } = await page(name, ['first: 1']);
    const { endCursor } = data[name].pageInfo;
    const { errors } = await page(name, ['orderBy: {field: CREATED_AT, direction: ASC}', `after: "${endCursor}"`]);
    expect(errors[0].extensions).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ field: 'after' }] });
  });
});
