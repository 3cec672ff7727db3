import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';
import type { Api } from '../../support/api.js';
import { keyWith, userWith } from '../../support/callers.js';
import { type EventApp, startEventApp } from '../../support/event-app.js';
import { badCases, type Given, minimalOf } from '../../support/parity/cases.js';
import { differencesOf } from '../../support/parity/compare.js';
import {
  graphqlSchemaOf,
  type RestOperation,
  restOperations,
  type Twin,
  twinByName,
  twinFieldOf,
} from '../../support/parity/operations.js';
import type { Row } from '../../support/parity/rows/row.js';
import { type Outcome, sendGraphql, sendRest } from '../../support/parity/send.js';
import type { Side } from '../../support/parity/side.js';
import { alike } from '../../support/parity/sides.js';
import { rows, withoutOperation, withoutTwin } from '../../support/parity/table.js';

let running: EventApp;
let schema: GraphQLSchema;
let operations: Map<string, RestOperation>;
let rest: Side;
let graphql: Side;
/** By what they may. */
let callers: { rest: Record<string, Api>; graphql: Record<string, Api> };

beforeAll(async () => {
  running = await startEventApp({ FILES_STAGING_MAX_PER_TENANT: '100000' });
  schema = await graphqlSchemaOf(running.api);
  operations = new Map(restOperations().map((one) => [one.id, one]));
  ({ rest, graphql } = await alike(running.api));
  callers = { rest: await callersOf(rest), graphql: await callersOf(graphql) };
});
afterAll(() => running.close());

const SOME_SCOPES = ['uploads:write', 'documents:read', 'buckets:admin'] as const;

/** Callers that have no, or another right. Every scope and role has its table in the tests of rights. */
async function callersOf({ api, workspace }: Side): Promise<Record<string, Api>> {
  const keys = await Promise.all(SOME_SCOPES.map((scope) => keyWith(api, scope)));
  const revoked = (await api.post('/v1/api-keys', { name: 'revoked', scopes: ['admin'] })).body;
  await api.delete(`/v1/api-keys/${revoked.key_id}`);
  return {
    ...Object.fromEntries(keys.map((key, i) => [SOME_SCOPES[i]!, key])),
    'no credential': api.as(''),
    'a revoked key': api.as(revoked.api_key),
    'a viewer': await userWith(api, 'viewer', `viewer-${workspace}`),
    'a member': await userWith(api, 'member', `member-${workspace}`),
  };
}

const twinOf = (id: string, row: Row): Twin => row.twin ?? twinByName(schema, id)!;

describe('the table', () => {
  it('has every operation of REST, with its twin or the reason why it has none', () => {
    const ids = [...operations.keys()];
    const listed = [...Object.keys(rows), ...Object.keys(withoutTwin)];
    expect({ missing: ids.filter((id) => !listed.includes(id)) }).toEqual({ missing: [] });
    expect({ gone: listed.filter((id) => !ids.includes(id)) }).toEqual({ gone: [] });
    expect(Object.keys(withoutTwin).filter((id) => twinByName(schema, id) || id in rows)).toEqual([]);
    expect(Object.keys(rows).filter((id) => !twinOf(id, rows[id]!))).toEqual([]);
  });

  it('has every root field of GraphQL', () => {
    const types = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!];
    const fields = types.flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`));
    const twins = Object.entries(rows).map(([id, row]) => twinOf(id, row));
    const listed = new Set([...twins.map(({ root, name }) => `${root}.${name}`), ...Object.keys(withoutOperation)]);
    expect({ missing: fields.filter((field) => !listed.has(field)) }).toEqual({ missing: [] });
    expect({ gone: [...listed].filter((field) => !fields.includes(field)) }).toEqual({ gone: [] });
  });
});

interface Callers {
  rest: Api;
  graphql: Api;
}

/** The requests of one operation, on both sides. What a request changed is made anew for the next. */
class Pair {
  private good?: { rest: Given; graphql: Given };
  /** Why REST refused the last request. */
  refused?: unknown;
  /** What REST answered to it, as text. */
  seen = '';

  constructor(
    private readonly operation: RestOperation,
    private readonly twin: Twin,
    private readonly row: Row,
  ) {}

  async stage(make = this.row.good) {
    return { rest: await make(rest), graphql: await make(graphql) };
  }

  /** The right request of each side. */
  async ready() {
    return (this.good ??= await this.stage());
  }

  /** The request of each side, changed; what the right request needs is there. */
  async compare(name: string, change: (good: Given, foreign: Given) => Given, by?: Callers): Promise<string[]> {
    const good = await this.ready();
    const given = { rest: change(good.rest, good.graphql), graphql: change(good.graphql, good.rest) };
    return this.send(name, given, by);
  }

  async send(
    name: string,
    given: { rest: Given; graphql: Given },
    by?: { rest: Api; graphql: Api },
  ): Promise<string[]> {
    const { by: who = 'api' } = this.row;
    const caller = by ?? { rest: rest[who], graphql: graphql[who] };
    const [ofRest, ofGraphql] = await Promise.all([
      sendRest(caller.rest, this.operation, given.rest),
      sendGraphql(caller.graphql, schema, this.twin, this.operation, given.graphql, this.row.form?.elsewhere),
    ]);
    this.seen = JSON.stringify(ofRest);
    this.refused = ofRest.status === 'taken' ? undefined : ofRest.body;
    const isTaken = ofRest.status === 'taken' || ofGraphql.status === 'taken';
    if (isTaken && this.operation.method !== 'GET') this.good = undefined;
    return this.differences(ofRest, ofGraphql).map((one) => `${name}: ${one}`);
  }

  private differences(ofRest: Outcome, ofGraphql: Outcome): string[] {
    const [one, other] = [refusalOf(ofRest), refusalOf(ofGraphql)];
    if (one !== other) return [`${one} by REST, ${other} by GraphQL`];
    if (ofRest.status !== 'taken') return [];
    return differencesOf(twinFieldOf(schema, this.twin), ofGraphql.body, ofRest.body, this.row.form);
  }
}

/** A field of the path has no name in REST: what GraphQL says of `id` alone is the same. */
const refusalOf = ({ status, code, fields = [] }: Outcome) => JSON.stringify([status, code, fields]);

const pairs = new Map<string, Pair>();

/** One for all tests of an operation: what is there is used again. */
function pairOf(id: string): Pair {
  const row = rows[id]!;
  const known = pairs.get(id) ?? new Pair(operations.get(id)!, twinOf(id, row), row);
  pairs.set(id, known);
  return known;
}

/** Limits of an organization that leave no room once it has one upload that waits for its bytes. */
const usedUp = { QUOTA_EXCEEDED: { quota_bytes: 0 }, STAGING_LIMIT_EXCEEDED: { pending_limit: 1 } } as const;

describe.each(Object.keys(rows).filter((id) => rows[id]!.takesRoom))('%s without room', (id) => {
  it.each(Object.entries(usedUp))('is refused alike with %s', async (code, limit) => {
    await Promise.all([rest.pending(), graphql.pending()]);
    const pair = pairOf(id);
    await pair.ready();
    const compare = () => pair.compare('without room', (good) => good);
    expect(await rest.limitedTo(limit, () => graphql.limitedTo(limit, compare))).toEqual([]);
    expect(pair.seen).toContain(code);
    expect(await pair.compare('with room again', (good) => good)).toEqual([]);
    expect(pair.seen).not.toContain(code);
  });
});

/** Changes that both protocols are meant to answer in different ways. */
const isUnlike = ({ unlike = {} }: Row, name: string) => Object.keys(unlike).some((start) => name.startsWith(start));

describe.each(Object.keys(rows))('%s', (id) => {
  const row = rows[id]!;

  it('answers the same to what is right', async () => {
    const pair = pairOf(id);
    const { takes } = operations.get(id)!;
    const whole = await pair.compare('in full', (good) => good);
    expect({ whole, refused: pair.refused }).toEqual({ whole: [], refused: undefined });
    const least = await pair.compare('the least', (good) => minimalOf(takes, good));
    expect(least).toEqual([]);
  });

  it('refuses the same', async () => {
    const pair = pairOf(id);
    const { takes } = operations.get(id)!;
    const good = await pair.ready();
    const cases = badCases(takes, good.rest).filter(({ name }) => !isUnlike(row, name));
    const found: string[] = [];
    for (const { name, change } of cases) found.push(...(await pair.compare(name, change)));
    expect(found).toEqual([]);
  });

  it('answers the same for what is there', async () => {
    const pair = pairOf(id);
    const found: string[] = [];
    for (const [name, stage] of Object.entries(row.cases ?? {}))
      if (!isUnlike(row, name)) found.push(...(await pair.send(name, await pair.stage(stage))));
    expect(found).toEqual([]);
  });

  it('answers the same to every caller', async () => {
    const pair = pairOf(id);
    const found: string[] = [];
    for (const caller of Object.keys(callers.rest).filter((name) => !isUnlike(row, name))) {
      const by = { rest: callers.rest[caller]!, graphql: callers.graphql[caller]! };
      found.push(...(await pair.compare(caller, (good) => good, by)));
    }
    expect(found).toEqual([]);
  });
});
