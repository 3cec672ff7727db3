import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { type Answer, Api, type Json } from '../support/api.js';
import { populateWorkspace, type PopulatedTenant } from '../support/populate-workspace.js';
import { askField, type RootField, rootFieldsOf } from '../support/root-fields.js';
import { ask, type Ids, type Route, routesOf } from '../support/routes.js';

const PUBLIC = /^\/(health|metrics|v1\/auth\/login|docs)/;

let airlock: Airlock;
let root: Api;
let routes: Route[];
let fields: RootField[];
let mine: PopulatedTenant;
let theirs: PopulatedTenant;

async function makeOrganization(name: string): Promise<PopulatedTenant> {
  const { status, body } = await root.post('/v1/organizations', { name, tier: 'pro' });
  expect(status).toBe(201);
  return populateWorkspace(root.as(body.api_key), { organization: body.organization_id, workspace: body.workspace_id });
}

beforeAll(async () => {
  airlock = await Airlock.start();
  root = new Api(airlock.url);
  [mine, theirs] = [await makeOrganization('Mine'), await makeOrganization('Theirs')];
  routes = await routesOf(root);
  fields = await rootFieldsOf(root);
});
afterAll(() => airlock.dispose());

/** Differs from one reading to the next though nothing has changed. */
const VOLATILE = new Set(['server_time', 'last_used_at', 'request_id', 'queue_position']);

/** An attempt that was under way when the endpoint was disabled may still be told of. */
const OF_ATTEMPTS = new Set(['attempts', 'status_code', 'duration_ms', 'error', 'next_attempt_at', 'failing_since']);

/** Everything that can be read of a tenant, as it reads it itself. */
async function stateOf({ api, ids }: PopulatedTenant): Promise<Json> {
  const unread = /content|download-url|events/;
  const state: Record<string, Json> = {};
  for (const route of routes)
    if (route.method === 'GET' && !PUBLIC.test(route.path) && !unread.test(route.path))
      state[route.path] = (await ask(api, route, ids)).body;
  return JSON.parse(
    JSON.stringify(state, (key, value: Json) => (VOLATILE.has(key) || OF_ATTEMPTS.has(key) ? undefined : value)),
  );
}

/** What a request of many answers for its items, else its own code. */
function codesOf({ status, body }: Answer<Json>): string[] {
  if (status < 400 && body?.items?.length) return body.items.map((item: Json) => item.error?.code ?? 'found');
  return [body?.code ?? 'found'];
}

/** What a foreign id may lead to: nothing. A scope that the caller lacks is told first. */
function expectNothing(answer: Answer<Json>, allowed: string[], what: string): void {
  const found = codesOf(answer).filter((code) => !allowed.includes(code));
  expect({ what, found, leaked: answer.headers.location }).toEqual({ what, found: [], leaked: undefined });
}

/** What needs more than the caller has is refused before anything is looked up. */
const ofOrganization = (route: Route) => /^\/v1\/(organizations|users)/.test(route.path) && route.method !== 'GET';

/** The store speaks here, of objects: its scope is asked for, and no namespace is looked up. */
const ofNoWorkspace = (route: Route) => route.path === '/v1/storage/events';

/** Every foreign id in every place of every route, with `caller`'s own ids in the other places. */
async function tryEveryRoute(caller: PopulatedTenant, foreign: Ids): Promise<number> {
  let tried = 0;
  for (const route of routes.filter(({ path }) => !PUBLIC.test(path)))
    for (const place of [...route.pathIds, ...route.bodyIds])
      for (const [kind, id] of Object.entries(foreign)) {
        const answer = await ask(caller.api, route, { ...caller.ids, [place]: id });
        expectNothing(
          answer,
          ofOrganization(route) ? ['NOT_FOUND', 'FORBIDDEN'] : ['NOT_FOUND'],
          `${route.method} ${route.path} with their ${kind} as ${place}`,
        );
        tried++;
      }
  return tried;
}

async function tryEveryField(caller: PopulatedTenant, foreign: Ids): Promise<number> {
  let tried = 0;
  for (const field of fields)
    for (const place of field.ids)
      for (const [kind, id] of Object.entries(foreign)) {
        const { status, body } = await askField(caller.api, field, { ...caller.ids, [place]: id });
        const what = `${field.operation} ${field.name} with their ${kind} as ${place}`;
        expect({ what, status, code: body.errors?.[0].extensions.code, data: body.data ?? null }).toEqual({
          what,
          status: 200,
          code: 'NOT_FOUND',
          data: null,
        });
        tried++;
      }
  return tried;
}

describe('the ids of another organization', () => {
  it('are the only thing amiss: with their own, the same questions are answered', async () => {
    for (const field of fields.filter(({ operation, ids }) => operation === 'query' && ids.length)) {
      const { body } = await askField(theirs.api, field, theirs.ids);
      expect({ field: field.name, errors: body.errors }).toEqual({ field: field.name, errors: undefined });
    }
    for (const route of routes.filter(({ method, path }) => method === 'GET' && !PUBLIC.test(path))) {
      const { status } = await ask(theirs.api, route, theirs.ids);
      expect({ path: route.path, found: status < 500 && status !== 404 }).toEqual({ path: route.path, found: true });
    }
  });

  it('are 404 on every documented route, and change nothing', async () => {
    const before = await stateOf(theirs);
    expect(JSON.stringify(before)).toContain(theirs.ids.upload);
    expect(await tryEveryRoute(mine, theirs.ids)).toBeGreaterThan(200);
    expect(await stateOf(theirs)).toEqual(before);
  });

  it('are NOT_FOUND in every query and mutation, and change nothing', async () => {
    const before = await stateOf(theirs);
    expect(await tryEveryField(mine, theirs.ids)).toBeGreaterThan(50);
    expect(await stateOf(theirs)).toEqual(before);
  });

  it('show in no list, whatever is asked for', async () => {
    const lists = routes.filter(
      ({ method, path, pathIds }) => method === 'GET' && !pathIds.length && !PUBLIC.test(path),
    );
    for (const route of lists)
      for (const query of ['', `?bucket_id=${theirs.ids.bucket}`, `?cursor=${theirs.ids.upload}`]) {
        const { status, text } = await mine.api.get(route.path + query);
        expect(status).toBeLessThan(500);
        for (const id of Object.values(theirs.ids)) expect(status === 200 && text.includes(id)).toBe(false);
      }
  });

  it('are 404 as X-Namespace, by id and by name, on every route', async () => {
    const own = routes.filter(({ path, pathIds }) => !PUBLIC.test(path) && !pathIds.includes('workspace_id'));
    for (const namespace of [theirs.ids.workspace!, 'nobody-has-this', 'ws_', '../default', 'ws_0000000000000000'])
      for (const route of own) {
        const answer = await ask(mine.api, route, mine.ids, 'nothing', { 'x-namespace': namespace });
        const allowed = ofNoWorkspace(route) ? ['FORBIDDEN'] : ['NOT_FOUND'];
        expectNothing(answer, allowed, `${route.method} ${route.path} in ${namespace}`);
      }
    const { body } = await mine.api.as(mine.api.key, theirs.ids.workspace).graphql('{ viewer { __typename } }');
    expect(body.errors[0].extensions.code).toBe('NOT_FOUND');
  });
});

describe('two workspaces of one organization', () => {
  let here: PopulatedTenant;
  let there: PopulatedTenant;

  beforeAll(async () => {
    const boundTo = async (workspaceId: string) => {
      const scopes = ['uploads:read', 'uploads:write', 'admin'];
      const { body } = await mine.api.post('/v1/api-keys', { name: 'bound', scopes, workspace_id: workspaceId });
      return mine.api.as(body.api_key);
    };
    const { body: workspace } = await mine.api.post('/v1/workspaces', { name: 'there' });
    const organization = { organization: mine.ids.organization! };
    here = { api: await boundTo(mine.ids.workspace!), ids: mine.ids };
    const secondIds = { ...organization, workspace: workspace.workspace_id };
    const unbound = mine.api.as(mine.api.key, workspace.workspace_id);
    const populated = await populateWorkspace(unbound, secondIds);
    there = { api: await boundTo(workspace.workspace_id), ids: populated.ids };
  });

  /** The organization and its people are common to both. */
  const common = ['organization', 'user'];
  const foreign = () => Object.fromEntries(Object.entries(there.ids).filter(([kind]) => !common.includes(kind)));

  it('know nothing of each other through keys that are bound to one', async () => {
    const before = await stateOf(there);
    expect(await tryEveryRoute(here, foreign())).toBeGreaterThan(200);
    expect(await tryEveryField(here, foreign())).toBeGreaterThan(50);
    expect(await stateOf(there)).toEqual(before);
  });

  it('keep their files apart for a key of the whole organization, too', async () => {
    const inHere = { api: mine.api, ids: mine.ids };
    const { upload: id, pending, bucket } = there.ids;
    const before = await stateOf(there);
    const files = routes.filter(({ path }) => /uploads|files/.test(path));
    for (const route of files)
      for (const place of route.pathIds)
        for (const foreignId of [id!, pending!, bucket!])
          expectNothing(
            await ask(inHere.api, route, { ...inHere.ids, [place]: foreignId }),
            ['NOT_FOUND'],
            `${route.method} ${route.path}`,
          );
    expect(await stateOf(there)).toEqual(before);
  });

  it('cannot be named by a key that is bound to the other', async () => {
    for (const namespace of [there.ids.workspace!, 'there'])
      expect(await here.api.as(here.api.key, namespace).get('/v1/me')).toMatchObject({
        status: 404,
        body: { code: 'NOT_FOUND' },
      });
    expect((await here.api.as(here.api.key, here.ids.workspace).get('/v1/me')).status).toBe(200);
  });

  it('are not reached by a key that one of them makes', async () => {
    const wider = await here.api.post('/v1/api-keys', { name: 'wide', scopes: ['uploads:read'] });
    expect(wider).toMatchObject({ status: 201, body: { workspace_id: here.ids.workspace } });
    const system = await here.api.post('/v1/api-keys', { name: 'wide', scopes: ['system'] });
    expect(system).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });
});

describe('scopes', () => {
  /** A workspace that is there, so that nothing but the scope is missing, and nothing else. */
  const nowhere = () => ({ workspace: mine.ids.workspace!, upload: 'upl_zzzzzzzzzzzzzzzz' });

  /** The first that fits says which scopes open a route; none: any key will do. `admin` opens all but `system`. */
  const neededBy: [route: RegExp, scopes: string[] | undefined][] = [
    [/^GET \/v1\/me$/, undefined],
    [/^GET \/v1\/usage$/, ['uploads:read', 'admin']],
    [/^(POST|DELETE) \/v1\/organizations/, ['system']],
    [/^GET \/v1\/admin\//, ['system']],
    // Writers resume: they ask what of theirs has arrived.
    [/^GET .*\/parts$/, ['uploads:read', 'uploads:write', 'admin']],
    [/^GET .*(documents|knowledge-bases)/, ['documents:read', 'admin']],
    [/documents|knowledge-bases/, ['documents:write', 'admin']],
    [/notifications/, ['uploads:read', 'admin']],
    [/^GET .*(uploads|files|objects|tasks)/, ['uploads:read', 'admin']],
    [/uploads|files|objects/, ['uploads:write', 'admin']],
    [/^GET \/v1\/buckets/, ['buckets:admin', 'uploads:read', 'admin']],
    [/\/v1\/buckets/, ['buckets:admin', 'admin']],
    [/./, ['admin']],
  ];

  const each = ['uploads:write', 'uploads:read', 'documents:write', 'documents:read', 'buckets:admin'];

  it.each([...each, 'admin'])('%s alone opens nothing that needs another', async (scope) => {
    const { body } = await mine.api.post('/v1/api-keys', { name: scope, scopes: [scope] });
    const api = mine.api.as(body.api_key);
    for (const route of routes.filter(({ path }) => !PUBLIC.test(path))) {
      const [, needed] = neededBy.find(([pattern]) => pattern.test(`${route.method} ${route.path}`))!;
      if (needed?.includes(scope) === false) {
        const answer = await ask(api, route, nowhere());
        expect({ route: `${route.method} ${route.path}`, status: answer.status, code: answer.body.code }).toMatchObject(
          { status: 403, code: 'FORBIDDEN' },
        );
      } else if (route.method === 'GET') expect((await ask(api, route, nowhere())).status).not.toBe(403);
    }
  });

  it('are asked for by every query and mutation', async () => {
    const { body } = await mine.api.post('/v1/api-keys', { name: 'none of it', scopes: ['documents:read'] });
    const api = mine.api.as(body.api_key);
    for (const field of fields.filter(({ name }) => !/^viewer$|document|knowledgeBases/i.test(name))) {
      const { body: answer } = await askField(api, field, nowhere());
      expect({ field: field.name, code: answer.errors?.[0].extensions.code }).toEqual({
        field: field.name,
        code: 'FORBIDDEN',
      });
    }
  });

  it.each([
    ['no credentials', ''],
    ['a key that nobody has', `sk_${'x'.repeat(32)}`],
    ['a token that nobody signed', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.'],
  ])('%s: 401 everywhere', async (_, secret) => {
    const api = root.as(secret);
    for (const route of routes.filter(({ path }) => !PUBLIC.test(path))) {
      const answer = await ask(api, route, nowhere());
      expect({ route: `${route.method} ${route.path}`, status: answer.status, code: answer.body.code }).toMatchObject({
        status: 401,
        code: 'UNAUTHENTICATED',
      });
    }
    for (const field of fields) {
      const { body } = await askField(api, field, nowhere());
      expect({ field: field.name, code: body.errors?.[0].extensions.code }).toEqual({
        field: field.name,
        code: 'UNAUTHENTICATED',
      });
    }
  });
});
