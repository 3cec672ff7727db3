import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inputs } from '../../support/acts-of-writers.js';
import type { Api, Json } from '../../support/api.js';
import { type EventApp, startEventApp } from '../../support/event-app.js';
import { populateWorkspace, type PopulatedTenant } from '../../support/populate-workspace.js';
import { keyWith, userWith } from '../../support/callers.js';
import {
  isListed,
  mayBeTold,
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
      expect([field.name, data ?? null, errors[0].extensions.code]).toEqual([field.name, null, 'UNAUTHENTICATED']);
    }
  });
});
