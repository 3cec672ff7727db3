import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inputs } from '../../support/acts-of-writers.js';
import type { Api, Json } from '../../support/api.js';
import { type EventApp, startEventApp } from '../../support/event-app.js';
import { populateWorkspace, type PopulatedTenant } from '../../support/populate-workspace.js';
import { keyWith, userWith } from '../../support/callers.js';
import {
  hasOneOf,
  isListed,
  mayBeTold,
  nodesNeed,
  roles,
  type Scope,
  scopes,
  scopesOfRoles,
  type Role,
} from '../../support/rights-table.js';
import { askField, askWith, type RootField, rootFieldsOf } from '../../support/root-fields.js';
import { Socket } from '../../support/subscriptions.js';
import { answeredFields, SelectableTypes, textOf } from '../../support/selections.js';

let running: EventApp;
let tenant: PopulatedTenant;
let fields: RootField[];
let types: SelectableTypes;

beforeAll(async () => {
  running = await startEventApp();
  const { body: me } = await running.api.get('/v1/me');
  tenant = await populateWorkspace(running.api, { organization: me.organization_id, workspace: me.workspace_id });
  fields = await rootFieldsOf(running.api);
  types = await SelectableTypes.of(running.api);
});
afterAll(() => running.close());

type RootType = 'Query' | 'Mutation' | 'Subscription';

const rootOf = ({ operation }: RootField): RootType => (operation === 'query' ? 'Query' : 'Mutation');
const nothing = { upload: 'upl_zzzzzzzzzzzzzzzz', notification: 'ntf_zzzzzzzzzzzzzzzz' };

/** Asks for everything below a root field; a mutation that this caller may run acts on what it made itself. */
async function askForAll(caller: Api, held: ReadonlySet<Scope>, field: RootField): Promise<Json> {
  const selection = textOf(types.below(rootOf(field), field.name));
  if (field.operation === 'query') return (await askField(caller, field, tenant.ids, { selection })).body;
  const stage = mayBeTold(held, `Mutation.${field.name}`, field.name) ? inputs[field.name] : undefined;
  if (!stage) return (await askField(caller, field, nothing, { selection })).body;
  const maker = mayBeTold(held, 'Mutation.createUpload', '') ? caller : running.api;
  return (await askWith(caller, field, { input: await stage(maker, running.api) }, selection)).body;
}

/** Where the answer differs from the table; and how many fields it was compared in. */
function differences(type: RootType, field: string, held: ReadonlySet<Scope>, { data, errors = [] }: Json) {
  const refusals = new Map<string, number>();
  for (const { path, extensions } of errors)
    if (extensions.code === 'FORBIDDEN')
      refusals.set((path ?? [field]).join('.'), (refusals.get((path ?? [field]).join('.')) ?? 0) + 1);
  const root = { coordinate: `${type}.${field}`, path: field, value: data?.[field] ?? null };
  const answered = [root, ...answeredFields(types.below(type, field), root.value, [field])];
  const wrong = answered.filter(({ coordinate, path, value }) => {
    const may = mayBeTold(held, coordinate, field);
    // Administrators may be refused for other reasons than their scopes.
    if (may) return refusals.has(path) && coordinate !== root.coordinate;
    return value !== null || refusals.get(path) !== 1;
  });
  return { wrong: wrong.map(({ coordinate }) => coordinate), compared: answered.length };
}

/** The first message that a subscriber to an upload receives. */
async function follow(caller: Api, id: string): Promise<Json> {
  const socket = await Socket.of(caller);
  const selection = textOf(types.below('Subscription', 'uploadChanged'));
  socket.subscribe('1', `subscription ($id: ID!) { uploadChanged(id: $id)${selection} }`, { id });
  const told = await Promise.race([socket.first('next', 1), socket.first('error', 1)]);
  socket.close();
  const { type, payload } = told[0];
  return type === 'next' ? payload : { data: null, errors: payload };
}

async function compareAll(caller: Api, scopesHeld: readonly Scope[]): Promise<void> {
  const held = new Set(scopesHeld);
  const wrong: Record<string, string[]> = {};
  const compared: Record<string, number> = {};
  for (const field of fields) {
    const found = differences(rootOf(field), field.name, held, await askForAll(caller, held, field));
    if (found.wrong.length) wrong[field.name] = [...new Set(found.wrong)];
    compared[field.name] = found.compared;
    const isStaged = field.name in inputs && mayBeTold(held, `Mutation.${field.name}`, field.name);
    expect([field.name, isStaged && found.compared === 1]).toEqual([field.name, false]);
  }
  const told = await follow(caller, tenant.ids.upload!);
  expect(differences('Subscription', 'uploadChanged', held, told).wrong).toEqual([]);
  expect(wrong).toEqual({});
  if (held.has('uploads:read')) expect(compared.uploads).toBeGreaterThan(50);
}

describe('every field of every type', () => {
  it('has a row in the table', () => {
    expect(types.names.filter((type) => !isListed(type))).toEqual([]);
  });

  it.each(scopes)('is told to a key with %s as the table says', async (scope) => {
    await compareAll(await keyWith(running.api, scope), [scope]);
  });

  it.each(roles)('is told to a user who is %s as the table says', async (role: Role) => {
    await compareAll(await userWith(running.api, role), scopesOfRoles[role]);
  });

  it('is told to nobody without credentials', async () => {
    for (const field of fields) {
      const { data, errors } = await askForAll(running.api.as('sk_none'), new Set(), field);
      const told = Object.values<Json>(data ?? {}).filter((value) => value !== null);
      expect([field.name, told, errors[0].extensions.code]).toEqual([field.name, [], 'UNAUTHENTICATED']);
    }
  });
});

describe('a node', () => {
  /** One object of every type, by its id. */
  function idsOfNodes(): Record<string, string> {
    const { ids } = tenant;
    const named = (type: string) => ids[`${type[0]!.toLowerCase()}${type.slice(1)}`]!;
    const others = {
      ApiKey: ids.key!,
      Member: `mbr_${ids.workspace!.slice(3)}_${ids.user!.slice(4)}`,
      DocumentChunk: `${ids.document}_0`,
      WebhookEndpoint: ids.endpoint!,
      WebhookDelivery: ids.delivery!,
    };
    return Object.fromEntries(Object.keys(nodesNeed).map((type) => [type, { ...others }[type] ?? named(type)]));
  }

  const nodesOf = async (caller: Api, ids: string[]) =>
    (await caller.graphql('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids })).body;

  it('is of every type with an id to look up, and each is found by its own', async () => {
    const { body } = await running.api.graphql('{ __type(name: "Node") { possibleTypes { name } } }');
    const types = body.data.__type.possibleTypes.map(({ name }: Json) => name).sort();
    expect(types).toEqual(Object.keys(nodesNeed).sort());
    const nodes = Object.entries(idsOfNodes()).map(([__typename, id]) => ({ __typename, id }));
    expect(
      await nodesOf(
        running.api,
        nodes.map(({ id }) => id),
      ),
    ).toEqual({ data: { nodes } });
  });

  it.each(scopes)(
    'is found with %s as by its own root field; otherwise it is null, with one FORBIDDEN',
    async (scope) => {
      const caller = await keyWith(running.api, scope);
      const ids = idsOfNodes();
      const { data, errors = [] } = await nodesOf(caller, Object.values(ids));
      const expected = Object.entries(ids).map(([__typename, id]) =>
        hasOneOf(new Set([scope]), nodesNeed[__typename]!) ? { __typename, id } : null,
      );
      expect(data.nodes).toEqual(expected);
      expect(errors.map(({ path, extensions }: Json) => [path[1], extensions.code])).toEqual(
        expected.flatMap((node, i) => (node ? [] : [[i, 'FORBIDDEN']])),
      );
    },
  );

  it('that is not there is null without an error, whatever its id looks like', async () => {
    const ids = [
      'upl_zzzzzzzzzzzzzzzz',
      'mbr_x',
      'doc_zzzzzzzzzzzzzzzz_0',
      'nothing',
      '%',
      `${tenant.ids.document}_99`,
    ];
    expect(await nodesOf(running.api, ids)).toEqual({ data: { nodes: Array(6).fill(null) } });
    const { body } = await running.api.graphql('{ node(id: "upl_zzzzzzzzzzzzzzzz") { id } }');
    expect(body).toEqual({ data: { node: null } });
  });

  it('is refused in lists that are too long, before any is looked up', async () => {
    const { errors } = await nodesOf(running.api, Array(101).fill('upl_zzzzzzzzzzzzzzzz'));
    expect(errors[0].extensions).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ field: 'ids' }] });
  });
});

describe('a lookup', () => {
  it('that finds nothing is null beside NOT_FOUND, and leaves the rest of the answer', async () => {
    const query = `{ upload(id: "upl_zzzzzzzzzzzzzzzz") { id } viewer { organizationId } }`;
    const { body } = await running.api.graphql(query);
    expect(body).toMatchObject({
      data: { upload: null, viewer: { organizationId: expect.any(String) } },
      errors: [{ path: ['upload'], extensions: { code: 'NOT_FOUND' } }],
    });
  });

  it('of a file takes the id of its upload, which is its own', async () => {
    const { upload } = tenant.ids;
    const { body } = await running.api.graphql(
      `{ file(id: "${upload}") { id fileId } node(id: "${upload}") { __typename } }`,
    );
    expect(body.data).toEqual({ file: { id: upload, fileId: upload }, node: { __typename: 'Upload' } });
  });
});

describe('a value of an enum', () => {
  const filtered = async (status: string) =>
    (
      await running.api.graphql('query ($filter: FileFilterInput) { files(filter: $filter) { nodes { status } } }', {
        filter: { status },
      })
    ).body;

  it('may be spelled as REST spells it in variables; answers have its name', async () => {
    const byName = await filtered('PENDING_SCAN');
    expect(byName.errors).toBeUndefined();
    expect(await filtered('pending_scan')).toEqual(byName);
    for (const { status } of byName.data.files.nodes) expect(status).toBe('PENDING_SCAN');
  });

  it('is refused with those that there are when it is none', async () => {
    const { errors } = await filtered('pending-ish');
    expect(errors[0].extensions).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ field: 'filter.status', message: expect.stringContaining('PENDING_SCAN') }],
    });
  });
});
