import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEventsRepository } from '../../../src/features/audit/audit-events.repository.js';
import { RefusedAttempts } from '../../../src/features/audit/refused-attempts.service.js';
import { Database } from '../../../src/platform/prisma/database.js';
import { auditActions } from '../../../src/shared/audit/actions.js';
import {
  actionOf,
  type AdministrativeOperation,
  administrativeOperations,
} from '../../../src/shared/audit/operations.js';
import { leastIdAt } from '../../../src/shared/ids.js';
import { administrativeActs, type AskedAct, SECRETS } from '../../support/administrative-acts.js';
import type { Answer, Api, Json } from '../../support/api.js';
import { keyWith, userWith } from '../../support/callers.js';
import { type EventApp, startEventApp } from '../../support/event-app.js';
import { rootFieldsOf } from '../../support/root-fields.js';
import { scopesOf } from '../../support/route-scopes.js';
import { makeToken } from '../../support/upload-tokens.js';

let running: EventApp;
let api: Api;
let member: Api;
let routes: Record<string, { method: string; path: string }>;
let mutations: Map<string, string>;

const operations = Object.keys(administrativeOperations) as AdministrativeOperation[];

beforeAll(async () => {
  running = await startEventApp();
  ({ api } = running);
  // Before logins of this address are throttled.
  member = await userWith(api, 'member', 'curious');
  const document = JSON.parse(readFileSync('docs/generated/openapi.json', 'utf8')) as Json;
  routes = Object.fromEntries(
    Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
      Object.entries<Json>(methods).map(([method, { operationId }]) => [operationId, { method, path }]),
    ),
  );
  const fields = (await rootFieldsOf(api)).filter(({ operation }) => operation === 'mutation');
  mutations = new Map(fields.map(({ name, args }) => [name, args.find((arg) => arg.name === 'input')!.type]));
});
afterAll(() => running.close());

/** The trail as it is now: what was refused a moment ago is written. */
async function trail(of: Api = api, query = ''): Promise<Json[]> {
  await running.app.get(RefusedAttempts, { strict: false }).flush(Infinity);
  return (await of.get(`/v1/audit-events?limit=100${query}`)).body.items;
}

function byRest(caller: Api, operation: string, { path = {}, body, query = '' }: AskedAct): Promise<Answer<Json>> {
  const route = routes[operation]!;
  const filled = route.path.replace(/\{(\w+)\}/g, (_, name: string) => path[name] ?? 'missing');
  return caller.call(route.method.toUpperCase(), filled + query, body, { 'x-request-id': `rest-${operation}` });
}

function byGraphql(caller: Api, operation: string, { input }: AskedAct): Promise<Answer<Json>> {
  const query = `mutation ($input: ${mutations.get(operation)!}) { ${operation}(input: $input) { __typename } }`;
  return caller.call('POST', '/graphql', { query, variables: { input } }, { 'x-request-id': `graphql-${operation}` });
}

/** What is for administrators but is not an act of one: they read, or say what the machine should look at. */
const notActs = new Set(['receiveStorageEvents']);

describe('administrative operations', () => {
  it('are all declared: every route and mutation that needs more than the scopes of members', () => {
    const forAdministrators = Object.entries(routes)
      .filter(([id, { method }]) => method !== 'get' && id !== 'login' && !notActs.has(id))
      .filter(([, { method, path }]) => {
        const scopes = scopesOf({ method: method.toUpperCase(), path, pathIds: [], bodyIds: [] });
        return scopes?.every((scope) => ['admin', 'system', 'buckets:admin'].includes(scope));
      });
    expect(forAdministrators.length).toBeGreaterThan(20);
    expect(forAdministrators.map(([id]) => id).filter((id) => !actionOf(id))).toEqual([]);
  });

  it('exist: each is a route, and the mutation of the same name if there is one is the same act', () => {
    expect(operations.filter((id) => !routes[id])).toEqual([]);
  });
});

describe.each(operations)('%s', (operation) => {
  const action = administrativeOperations[operation];

  async function done(send: typeof byRest, from: string): Promise<Json> {
    const answer = await send(api, operation, await administrativeActs[operation](api));
    expect([answer.text, answer.status < 300]).toEqual([answer.text, true]);
    expect(answer.body?.errors).toBeUndefined();
    const events = (await trail(api, `&action=${action}&outcome=done`)).filter(({ request_id }) => request_id === from);
    expect(events).toHaveLength(1);
    return events[0];
  }

  it('is recorded when it is done over REST', async () => {
    expect(await done(byRest, `rest-${operation}`)).toMatchObject({
      audit_event_id: expect.stringMatching(/^aud_[0-9a-z]{16}$/),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/),
      actor: expect.stringMatching(/^key_/),
      action,
      address: '127.0.0.1',
    });
  });

  it('is recorded when it is done over GraphQL', async () => {
    if (!mutations.has(operation)) return;
    expect(await done(byGraphql, `graphql-${operation}`)).toMatchObject({ action, address: '127.0.0.1' });
  });

  it('is recorded when it is refused for want of a scope, over both', async () => {
    const stranger = await keyWith(api, 'documents:read');
    const asked = await administrativeActs[operation](api);
    expect((await byRest(stranger, operation, asked)).status).toBe(403);
    if (mutations.has(operation)) {
      const { body } = await byGraphql(stranger, operation, asked);
      expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
    }
    const { key_id } = (await stranger.get('/v1/me')).body;
    const rows = await trail(api, `&actor=${key_id}`);
    const refused = { action, outcome: 'refused', actor: key_id, detail: { code: 'FORBIDDEN' }, address: '127.0.0.1' };
    expect(rows).toMatchObject(rows.map(() => refused));
    const attempts = rows.reduce((sum, { detail }) => sum + detail.attempts, 0);
    expect(attempts).toBe(mutations.has(operation) ? 2 : 1);
  });
});

describe('the trail', () => {
  it('holds no secret, URL or address of a person', async () => {
    let cursor: string | null = '';
    let pages = 0;
    while (cursor !== null) {
      const { body } = await api.get(`/v1/audit-events?limit=100${cursor && `&cursor=${cursor}`}`);
      for (const { detail, target } of body.items) expect(JSON.stringify([detail, target])).not.toMatch(SECRETS);
      cursor = body.next_cursor;
      pages += 1;
    }
    expect(pages).toBeGreaterThan(1);
  });

  it('has the start, logins, and those that were refused', async () => {
    expect(await trail(api, '&action=installation.bootstrap')).toMatchObject([{ actor: 'system', request_id: null }]);
    const email = 'audited@people.example';
    await api.post('/v1/users', { email, password: 'the right password' });
    const login = (password: string) => api.post('/v1/auth/login', { email, password });
    expect((await login('the right password')).status).toBe(200);
    expect((await login('a wrong password')).status).toBe(401);
    expect((await api.post('/v1/auth/login', { email: 'unknown@people.example', password: 'x' })).status).toBe(401);
    const { body: users } = await api.get('/v1/users?limit=1');
    const { user_id } = users.items[0];
    expect(await trail(api, `&action=user.login&actor=${user_id}`)).toMatchObject([
      { outcome: 'refused', target: user_id, detail: { code: 'UNAUTHENTICATED', attempts: 1 } },
      { outcome: 'done', target: user_id },
    ]);
  });

  it('has a throttled login of an account that exists', async () => {
    const email = 'throttled@people.example';
    const { body: user } = await api.post('/v1/users', { email, password: 'the right password' });
    for (let i = 0; i < 12; i += 1) await api.post('/v1/auth/login', { email, password: `wrong ${i}` });
    const codes = async () =>
      (await trail(api, `&actor=${user.user_id}`)).map(({ detail }: Json) => detail.code as string).sort();
    for (let i = 0; i < 50 && (await codes()).length < 2; i += 1) await new Promise((done) => setImmediate(done));
    expect(new Set(await codes())).toEqual(new Set(['RATE_LIMITED', 'UNAUTHENTICATED']));
  });

  it('has attempts by a revoked key, and by one that names the workspace of another', async () => {
    const { body: made } = await api.post('/v1/organizations', { name: 'other' });
    const theirs = api.as(made.api_key);
    const { body: spare } = await theirs.post('/v1/api-keys', { name: 'spare', scopes: ['admin'] });
    await theirs.delete(`/v1/api-keys/${spare.key_id}`);
    expect((await api.as(spare.api_key).post('/v1/buckets', { bucket_name: 'x' })).status).toBe(401);
    const { body: me } = await api.get('/v1/me');
    const foreign = `/v1/workspaces/${me.workspace_id}/members`;
    expect((await theirs.post(foreign, { user_id: 'usr_0', role: 'owner' })).status).toBe(404);
    expect((await theirs.delete('/v1/api-keys/key_zzzzzzzzzzzzzzzz')).status).toBe(404);
    const refused = await trail(theirs, '&outcome=refused');
    expect(refused.map(({ action, actor, detail }: Json) => [action, actor === spare.key_id, detail.code])).toEqual(
      expect.arrayContaining([
        ['bucket.create', true, 'UNAUTHENTICATED'],
        ['member.add', false, 'NOT_FOUND'],
        ['api_key.revoke', false, 'NOT_FOUND'],
      ]),
    );
    expect(refused.every(({ organization_id }: Json) => organization_id === made.organization_id)).toBe(true);
  });

  it('has an attempt by the bearer of an upload token under the id of the token, whatever is in the path', async () => {
    const { upload_token, upload_token_id } = await makeToken(api);
    expect((await api.as(upload_token).delete(`/v1/api-keys/${api.key}`)).status).toBe(403);
    expect(await trail(api, `&actor=${upload_token_id}`)).toMatchObject([{ action: 'api_key.revoke', target: null }]);
  });
});

describe('who reads it', () => {
  it('administrators read their organization, system keys every one, bound ones their workspace', async () => {
    const { body: made } = await api.post('/v1/organizations', { name: 'readers' });
    const theirs = api.as(made.api_key);
    await theirs.post('/v1/buckets', { bucket_name: 'in-the-first' });
    const { body: second } = await theirs.post('/v1/workspaces', { name: 'second' });
    const scopes = ['admin'];
    const { body: bound } = await theirs.post('/v1/api-keys', { name: 'b', scopes, workspace_id: second.workspace_id });
    const organizations = async (of: Api) => new Set((await trail(of)).map(({ organization_id }) => organization_id));
    expect(await organizations(theirs)).toEqual(new Set([made.organization_id]));
    expect((await organizations(api)).size).toBeGreaterThan(1);
    const seen = await trail(theirs.as(bound.api_key));
    expect(seen.map(({ action }) => action)).toEqual(['api_key.create', 'workspace.create']);
    const { body } = await theirs
      .as(bound.api_key)
      .graphql('{ auditEvents(filter: {action: BUCKET_CREATE}) { nodes { id } } }');
    expect(body.data.auditEvents.nodes).toEqual([]);
  });

  it('nobody else', async () => {
    for (const caller of [await keyWith(api, 'uploads:read', 'buckets:admin'), member]) {
      expect((await caller.get('/v1/audit-events')).status).toBe(403);
      const { body } = await caller.graphql('{ auditEvents { nodes { id } } }');
      expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
    }
    expect((await api.as('sk_nothing').get('/v1/audit-events')).status).toBe(401);
  });

  it('finds one by its id, in its organization only', async () => {
    const [event] = await trail();
    const query = `{ node(id: "${event.audit_event_id}") { ... on AuditEvent { action requestId } } }`;
    expect((await api.graphql(query)).body.data.node).toMatchObject({ requestId: event.request_id });
    const { body: made } = await api.post('/v1/organizations', { name: 'elsewhere' });
    expect((await api.as(made.api_key).graphql(query)).body.data.node).toBeNull();
  });

  it('filters by actor, action and time, alone and together', async () => {
    const [newest] = await trail(api, '&action=bucket.create');
    const { at, actor } = newest;
    const found = await trail(api, `&action=bucket.create&actor=${actor}&since=${at}`);
    expect(found.map(({ audit_event_id }) => audit_event_id)).toContain(newest.audit_event_id);
    expect(found.every((event) => event.action === 'bucket.create' && event.at >= at)).toBe(true);
    expect(await trail(api, '&actor=usr_nobody')).toEqual([]);
    expect((await api.get('/v1/audit-events?action=bucket.burn')).status).toBe(400);
    expect((await api.get('/v1/audit-events?since=yesterday')).status).toBe(400);
  });
});

describe('in PostgreSQL', () => {
  const database = () => running.app.get(Database, { strict: false });

  it.each(['pool', 'systemPool'] as const)('no event is changed or deleted by the role of %s', async (role) => {
    const pool = database()[role];
    const denied = { code: '42501' };
    await expect(pool.query("UPDATE audit_events SET actor = 'another'")).rejects.toMatchObject(denied);
    await expect(pool.query('TRUNCATE audit_events')).rejects.toMatchObject(denied);
    await expect(pool.query('DELETE FROM audit_events')).rejects.toMatchObject(denied);
  });

  it('nor is time or id of a new one what its writer says', async () => {
    const { organization_id: organizationId } = (await api.get('/v1/me')).body;
    const at = new Date(0);
    const data = { organizationId, at, eventId: 'aud_0000000000000000', actor: 'key_forger', action: 'bucket.create' };
    const row = await database().system.auditEvent.create({ data });
    expect(row.eventId).not.toBe(data.eventId);
    expect(Date.now() - row.at.getTime()).toBeLessThan(3_600_000);
  });

  it('ids are in the order in which rows are written', async () => {
    const rows = await database().system.auditEvent.findMany({ orderBy: { id: 'asc' }, select: { eventId: true } });
    const ids = rows.map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(ids.length);
    const times = ids.map((id) => id.slice(0, 13));
    expect(times).toEqual(times.toSorted());
  });

  it('the job deletes what is older than AUDIT_DAYS, and nothing of the last 30 days goes, whatever is asked', async () => {
    const { organization_id: organization } = (await api.get('/v1/me')).body;
    const written = (
      id: string,
      age: string,
    ) => `INSERT INTO audit_events (organization_id, at, event_id, actor, action)
      VALUES ('${organization}', now() - interval '${age}', '${id}', 'key_of_old', 'bucket.create')`;
    const now = Date.now();
    const idOf = (days: number) => leastIdAt('aud', now - days * 86_400_000) + '0000000';
    const rows = [written(idOf(401), '401 days'), written(idOf(399), '399 days'), written(idOf(29), '29 days')];
    await running.parts.database.query(`SET session_replication_role = replica; ${rows.join('; ')}`);
    const events = running.app.get(AuditEventsRepository, { strict: false });
    expect(await events.forgetOld(100)).toBe(false);
    const left = await trail(api, '&actor=key_of_old');
    expect(left.map(({ audit_event_id }) => audit_event_id)).toEqual([idOf(29), idOf(399)]);
    const system = database().systemPool;
    const gone = await system.query(
      "DELETE FROM audit_events WHERE actor = 'key_of_old' AND at < now() - interval '31 days'",
    );
    expect(gone.rowCount).toBe(1);
    const young = system.query("DELETE FROM audit_events WHERE actor = 'key_of_old'");
    await expect(young).rejects.toMatchObject({ code: '42501' });
  });

  it('actions are all described', async () => {
    const actions = await database().system.auditEvent.groupBy({ by: ['action'] });
    expect(actions.filter(({ action }) => !Object.hasOwn(auditActions, action))).toEqual([]);
  });
});
