import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pMap from 'p-map';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { endedCredentials, tokenOfRemovedMember } from '../support/ended-credentials.js';
import { WIDTH } from '../support/kept-alive.js';
import { outsideIssuer } from '../support/outside-identity.js';
import { populateWorkspace, type PopulatedTenant } from '../support/populate-workspace.js';
import { askField, foundIn, isNodeField, type RootField, rootFieldsOf } from '../support/root-fields.js';
import { codeOf } from '../support/refusals.js';
import { scopesOf } from '../support/route-scopes.js';
import { ask, type Ids, type Route, routesOf } from '../support/routes.js';
import { steady } from '../support/steady.js';
import {
  expectFieldShut,
  expectNothing,
  expectRouteShut,
  fieldOutcome,
  isOfOrganization,
  isTrail,
  ofNoWorkspace,
  ofOrganization,
  PUBLIC,
} from '../support/tenancy-checks.js';

const agent = new Agent({ keepAlive: true, maxSockets: WIDTH });
/** Thousands of requests, several at a time. */
const inParallel = <T>(all: T[], work: (one: T) => Promise<void>) => pMap(all, work, { concurrency: WIDTH });

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
  airlock = await Airlock.start({ env: outsideIssuer });
  root = new Api(airlock.url).on(agent);
  [mine, theirs] = [await makeOrganization('Mine'), await makeOrganization('Theirs')];
  routes = await routesOf(root);
  fields = await rootFieldsOf(root);
});
afterAll(async () => {
  agent.destroy();
  await airlock.dispose();
});

/** The answer of every readable route to the tenant itself. */
async function stateOf({ api, ids }: PopulatedTenant): Promise<Json> {
  const unread = /content|download-url|files\/download|events/;
  const state: Record<string, Json> = {};
  for (const route of routes)
    if (route.method === 'GET' && !PUBLIC.test(route.path) && !unread.test(route.path))
      state[route.path] = (await ask(api, route, ids)).body;
  return steady(state);
}

/** Each foreign id in each id parameter of each route, with `caller`'s own ids in the others. */
async function tryEveryRoute(caller: PopulatedTenant, foreign: Ids): Promise<number> {
  const tries = routes
    .filter(({ path }) => !PUBLIC.test(path))
    .flatMap((route) => [...route.pathIds, ...route.bodyIds].map((place) => ({ route, place })))
    .flatMap((at) => Object.entries(foreign).map(([kind, id]) => ({ ...at, kind, id })));
  await inParallel(tries, async ({ route, place, kind, id }) => {
    const allowed = ofOrganization(route) ? ['NOT_FOUND', 'FORBIDDEN'] : ['NOT_FOUND'];
    const answer = await ask(caller.api, route, { ...caller.ids, [place]: id });
    expectNothing(answer, allowed, `${route.method} ${route.path} with their ${kind} as ${place}`);
  });
  return tries.length;
}

async function tryEveryField(caller: PopulatedTenant, foreign: Ids): Promise<number> {
  const tries = fields
    .flatMap((field) => field.ids.map((place) => ({ field, place })))
    // Refused beside an upload's id, which is tried; over REST the place is tried as well.
    .filter(({ field, place }) => `${field.name}.${place}` !== 'createDocument.knowledgeBaseIds')
    .flatMap((at) => Object.entries(foreign).map(([kind, id]) => ({ ...at, kind, id })));
  await inParallel(tries, async ({ field, place, kind, id }) => {
    const { status, body } = await askField(caller.api, field, { ...caller.ids, [place]: id });
    const what = `${field.operation} ${field.name} with their ${kind} as ${place}`;
    // As Relay has it, an id that finds nothing is null in `node` and `nodes`, without an error.
    const code: (string | undefined)[] = isNodeField(field)
      ? [undefined]
      : ['NOT_FOUND', ...(isOfOrganization(field) ? ['FORBIDDEN'] : [])];
    const { code: answered, found } = fieldOutcome(body);
    expect({ what, status, refused: code.includes(answered) || answered, found }).toEqual({
      ...{ what, status: 200, refused: true, found: [] },
    });
  });
  return tries.length;
}

describe('the ids of another organization', () => {
  it('are the only difference: the tenant itself gets an answer to the same requests', async () => {
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

  it('appear in no list, hit or highlight, whatever the filter', async () => {
    const { bucket, upload, knowledgeBase, workspace } = theirs.ids;
    const queries = ['', `bucket_id=${bucket}`, `cursor=${upload}`, `knowledge_base_id=${knowledgeBase}`];
    const words = ['quarterly', workspace!, 'of'].map((word) => `q=${word}`);
    const lists = routes.filter(
      ({ method, path, pathIds }) =>
        method === 'GET' && pathIds.every((name) => name === 'workspace_id') && !PUBLIC.test(path) && !isTrail(path),
    );
    const tries = lists.flatMap((route) => [...queries, ...words].map((query) => ({ route, query })));
    await inParallel(tries, async ({ route, query }) => {
      const { status, text } = await ask(mine.api, { ...route, path: `${route.path}?${query}` }, mine.ids);
      const shown = Object.values(theirs.ids).filter((id) => status === 200 && text.includes(id));
      expect({ path: route.path, query, defect: status >= 500, shown }).toEqual({
        ...{ path: route.path, query, defect: false, shown: [] },
      });
    });
    await inParallel(
      fields.filter(({ operation, name }) => operation === 'query' && !isTrail(name)),
      async (field) => {
        const { text } = await askField(mine.api, field, mine.ids);
        const shown = Object.values(theirs.ids).filter((id) => text.includes(id));
        expect({ field: field.name, shown }).toEqual({ field: field.name, shown: [] });
      },
    );
  });

  it('are 404 as X-Namespace, by id and by name, on every route', async () => {
    const own = routes.filter(({ path, pathIds }) => !PUBLIC.test(path) && !pathIds.includes('workspace_id'));
    const namespaces = [theirs.ids.workspace!, 'no-such-name', 'ws_', '../default', 'ws_0000000000000000'];
    const tries = namespaces.flatMap((namespace) => own.map((route) => ({ namespace, route })));
    await inParallel(tries, async ({ namespace, route }) => {
      const answer = await ask(mine.api, route, mine.ids, 'nothing', { 'x-namespace': namespace });
      const allowed = ofNoWorkspace(route) ? ['FORBIDDEN'] : ['NOT_FOUND'];
      expectNothing(answer, allowed, `${route.method} ${route.path} in ${namespace}`);
    });
    await inParallel(fields, async (field) => {
      const { body } = await askField(mine.api.as(mine.api.key, theirs.ids.workspace), field, mine.ids);
      const answered = { field: field.name, code: body.errors?.[0].extensions.code, found: foundIn(body) };
      expect(answered).toEqual({ field: field.name, code: 'NOT_FOUND', found: [] });
    });
  });
});

describe('two workspaces of one organization', () => {
  let here: PopulatedTenant;
  let there: PopulatedTenant;

  beforeAll(async () => {
    const boundTo = async (workspaceId: string) => {
      const scopes = ['uploads:read', 'uploads:write', 'documents:read', 'documents:write', 'admin'];
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

  /** The organization and its users, with their identities, are common to both. */
  const common = ['organization', 'user', 'identity'];
  const foreign = () => Object.fromEntries(Object.entries(there.ids).filter(([kind]) => !common.includes(kind)));

  it('are not visible to each other through keys that are bound to one', async () => {
    const before = await stateOf(there);
    expect(await tryEveryRoute(here, foreign())).toBeGreaterThan(200);
    expect(await tryEveryField(here, foreign())).toBeGreaterThan(50);
    expect(await stateOf(there)).toEqual(before);
  });

  it('keep their files separate for a key of the whole organization, too', async () => {
    const inHere = { api: mine.api, ids: mine.ids };
    const { upload: id, pending, bucket, document } = there.ids;
    const before = await stateOf(there);
    const files = routes.filter(({ path }) => /uploads|files|documents|knowledge-bases/.test(path));
    for (const route of files)
      for (const place of route.pathIds)
        for (const foreignId of [id!, pending!, bucket!, document!])
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

  it('are not reached by a key that is created in one of them', async () => {
    const wider = await here.api.post('/v1/api-keys', { name: 'wide', scopes: ['uploads:read'] });
    expect(wider).toMatchObject({ status: 201, body: { workspace_id: here.ids.workspace } });
    const system = await here.api.post('/v1/api-keys', { name: 'wide', scopes: ['system'] });
    expect(system).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });
});

describe('scopes', () => {
  /** An existing workspace and no other id: only the scope is missing. */
  const nowhere = () => ({ workspace: mine.ids.workspace!, upload: 'upl_zzzzzzzzzzzzzzzz' });

  const each = ['uploads:write', 'uploads:read', 'documents:write', 'documents:read', 'buckets:admin'];

  it.each([...each, 'admin'])('%s alone opens nothing that needs another', async (scope) => {
    const { body } = await mine.api.post('/v1/api-keys', { name: scope, scopes: [scope] });
    const api = mine.api.as(body.api_key);
    const asked = routes.filter(({ path }) => !PUBLIC.test(path));
    await inParallel(asked, async (route) => {
      const needed = scopesOf(route);
      if (needed?.includes(scope) === false) {
        const answer = await ask(api, route, nowhere());
        expect({ route: `${route.method} ${route.path}`, status: answer.status, code: codeOf(answer) }).toMatchObject({
          status: 403,
          code: 'FORBIDDEN',
        });
      } else if (route.method === 'GET') expect((await ask(api, route, nowhere())).status).not.toBe(403);
    });
  });

  it('do not outlive a membership: the token of a removed member opens nothing', async () => {
    const api = root.as(await tokenOfRemovedMember(mine.api));
    const asked = routes.filter(({ path }) => !PUBLIC.test(path));
    await inParallel(asked, (route) => expectRouteShut(api, route, mine.ids));
    await inParallel(fields, (field) => expectFieldShut(api, field, mine.ids));
  });

  it('are required by every query and mutation', async () => {
    const { body } = await mine.api.post('/v1/api-keys', { name: 'other', scopes: ['documents:read'] });
    const api = mine.api.as(body.api_key);
    const guarded = fields.filter(({ name }) => !/^viewer$|^task$|^nodes?$|document|knowledgeBase/i.test(name));
    await inParallel(guarded, async (field) => {
      const { body: answer } = await askField(api, field, nowhere());
      expect({ field: field.name, code: answer.errors?.[0].extensions.code }).toEqual({
        field: field.name,
        code: 'FORBIDDEN',
      });
    });
  });

  it.each<[string, () => string | Promise<string>]>([
    ['no credentials', () => ''],
    ['an unknown key', () => `sk_${'x'.repeat(32)}`],
    ['an unsigned token', () => 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.'],
    ...Object.entries(endedCredentials).map(
      ([name, make]) => [name, () => make(mine.api)] as [string, () => Promise<string>],
    ),
  ])('%s: 401 everywhere', async (_, secretOf) => {
    const api = root.as(await secretOf());
    const guarded = routes.filter(({ path }) => !PUBLIC.test(path));
    await inParallel(guarded, async (route) => {
      const answer = await ask(api, route, nowhere());
      expect({ route: `${route.method} ${route.path}`, status: answer.status, code: codeOf(answer) }).toMatchObject({
        status: 401,
        code: 'UNAUTHENTICATED',
      });
    });
    await inParallel(fields, async (field) => {
      const { body } = await askField(api, field, nowhere());
      expect({ field: field.name, code: body.errors?.[0].extensions.code }).toEqual({
        field: field.name,
        code: 'UNAUTHENTICATED',
      });
    });
  });
});
