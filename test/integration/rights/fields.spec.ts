import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inputs } from '../../support/acts-of-writers.js';
import type { Api, Json } from '../../support/api.js';
import { type EventApp, startEventApp } from '../../support/event-app.js';
import { furnish, type FurnishedTenant } from '../../support/furnish.js';
import { keyWith, userWith } from '../../support/people.js';
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
import { answeredFields, SelectableTypes, textOf } from '../../support/selections.js';

let running: EventApp;
let tenant: FurnishedTenant;
let fields: RootField[];
let types: SelectableTypes;

beforeAll(async () => {
  running = await startEventApp();
  const { body: me } = await running.api.get('/v1/me');
  tenant = await furnish(running.api, { organization: me.organization_id, workspace: me.workspace_id });
  fields = await rootFieldsOf(running.api);
  types = await SelectableTypes.of(running.api);
});
afterAll(() => running.close());

const rootOf = ({ operation }: RootField) => (operation === 'query' ? 'Query' : 'Mutation');
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
function differences(field: RootField, held: ReadonlySet<Scope>, { data, errors = [] }: Json) {
  const refusals = new Map<string, number>();
  for (const { path, extensions } of errors)
    if (extensions.code === 'FORBIDDEN')
      refusals.set((path ?? [field.name]).join('.'), (refusals.get((path ?? [field.name]).join('.')) ?? 0) + 1);
  const root = { coordinate: `${rootOf(field)}.${field.name}`, path: field.name, value: data?.[field.name] ?? null };
  const below = types.below(rootOf(field), field.name);
  const answered = [root, ...answeredFields(below, root.value, [field.name])];
  const wrong = answered.filter(({ coordinate, path, value }) => {
    const may = mayBeTold(held, coordinate, field.name);
    // Administrators may be refused for other reasons than their scopes.
    if (may) return refusals.has(path) && coordinate !== root.coordinate;
    return value !== null || refusals.get(path) !== 1;
  });
  return { wrong: wrong.map(({ coordinate }) => coordinate), compared: answered.length };
}

async function compareAll(caller: Api, scopesHeld: readonly Scope[]): Promise<void> {
  const held = new Set(scopesHeld);
  const wrong: Record<string, string[]> = {};
  const compared: Record<string, number> = {};
  for (const field of fields) {
    const found = differences(field, held, await askForAll(caller, held, field));
    if (found.wrong.length) wrong[field.name] = [...new Set(found.wrong)];
    compared[field.name] = found.compared;
    const isStaged = field.name in inputs && mayBeTold(held, `Mutation.${field.name}`, field.name);
    expect([field.name, isStaged && found.compared === 1]).toEqual([field.name, false]);
  }
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
