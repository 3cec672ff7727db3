import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isCompositeType,
  isObjectType,
} from 'graphql';
import { BackgroundWork } from '../../../src/platform/background/background-work.js';
import type { Json } from '../../support/api.js';
import { copyOfUpload } from '../../support/copied-uploads.js';
import { CallCounts } from '../../support/call-counts.js';
import { type EventApp, startEventApp } from '../../support/event-app.js';
import { multiply } from '../../support/many-rows.js';
import { graphqlSchemaOf } from '../../support/parity/operations.js';
import { populateWorkspace, type PopulatedTenant } from '../../support/populate-workspace.js';

const MANY = 50;

type Field = GraphQLField<unknown, unknown>;

let running: EventApp;
let schema: GraphQLSchema;
let tenant: PopulatedTenant;
let counts: CallCounts;

beforeAll(async () => {
  running = await startEventApp({ FILES_STAGING_MAX_PER_TENANT: '1000' });
  const { body: me } = await running.api.get('/v1/me');
  tenant = await populateWorkspace(running.api, { organization: me.organization_id, workspace: me.workspace_id });
  await multiply(running.app, running.api, tenant.ids, MANY);
  await copyOfUpload(running.app, tenant.ids.upload!, MANY);
  schema = await graphqlSchemaOf(running.api);
  await running.app.get(BackgroundWork, { strict: false }).beforeApplicationShutdown();
  counts = new CallCounts(running.app);
});
afterAll(() => {
  counts.stop();
  return running.close();
});

/** What lists need besides a size. */
const needed: Record<string, () => Record<string, unknown>> = {
  attachments: () => ({ filter: { recordType: 'Post', recordId: '1' } }),
  deliveries: () => ({ endpointId: tenant.ids.endpoint }),
  members: () => ({ workspaceId: tenant.ids.workspace }),
  searchDocuments: () => ({ q: 'quarterly' }),
};

const connections = () =>
  Object.values(schema.getQueryType()!.getFields()).filter(({ type }) =>
    getNamedType(type).name.endsWith('Connection'),
  );

const nodeOf = (field: Field): GraphQLObjectType => {
  const connection = getNamedType(field.type) as GraphQLObjectType;
  return getNamedType(connection.getFields().nodes!.type) as GraphQLObjectType;
};

const isLeaf = (field: Field) => !isCompositeType(getNamedType(field.type));
const leavesOf = (type: GraphQLObjectType) =>
  Object.values(type.getFields())
    .filter(isLeaf)
    .map(({ name }) => name);

/** Plain fields together, and each field that leads further by itself. */
function selectionsOf(field: Field): Record<string, string> {
  const node = nodeOf(field);
  const further = Object.values(node.getFields()).filter((one) => !isLeaf(one));
  return { plain: leavesOf(node).join(' '), ...Object.fromEntries(further.map((one) => [one.name, deep(one)])) };
}

/** A field with everything plain below it, and what leads further where no list has it; a page has its first item. */
function deep(field: Field, depth = 2): string {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return field.name;
  if (type.name.endsWith('Connection'))
    return `${field.name}(first: 1) { nodes { ${leavesOf(nodeOf(field)).join(' ')} } }`;
  const hasList = connections().some((one) => nodeOf(one) === type);
  const inner =
    depth === 0 || hasList ? [] : Object.values(type.getFields()).filter((one) => !isLeaf(one) && !isPage(one));
  return `${field.name} { ${[...leavesOf(type), ...inner.map((one) => deep(one, 0))].join(' ')} }`;
}

const isPage = ({ type }: Field) => getNamedType(type).name.endsWith('Connection');

async function ask(field: Field, selection: string, n: number): Promise<Json> {
  const given: Record<string, unknown> = { ...needed[field.name]?.(), first: n };
  const used = field.args.filter(({ name }) => name in given);
  const declared = used.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
  const document = `query (${declared}) { ${field.name}(${passed}) { nodes { ${selection} } } }`;
  const { body } = await running.api.graphql(document, given);
  return { errors: body.errors?.[0], count: body.data?.[field.name]?.nodes.length };
}

/** The caller may be looked up anew meanwhile: the least of several. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i < 3; i++) all.push((await counts.during(work)).statements);
  return Math.min(...all);
}

describe('every list', () => {
  it('costs as many statements for fifty items as for one, with each field of its items', async () => {
    const wrong: string[] = [];
    for (const field of connections())
      for (const [name, selection] of Object.entries(selectionsOf(field))) {
        const [one, many] = [await ask(field, selection, 1), await ask(field, selection, MANY)];
        if (one.errors ?? many.errors)
          wrong.push(`${field.name}.${name}: ${JSON.stringify(one.errors ?? many.errors)}`);
        else if (many.count !== MANY) wrong.push(`${field.name}: ${many.count} items instead of ${MANY}`);
        const ofOne = await statementsOf(() => ask(field, selection, 1));
        const ofMany = await statementsOf(() => ask(field, selection, MANY));
        if (ofMany > ofOne) wrong.push(`${field.name}.${name}: ${ofOne} statements for one, ${ofMany} for ${MANY}`);
      }
    expect(wrong).toEqual([]);
  });
});
