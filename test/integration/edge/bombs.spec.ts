import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Resolver, Subscription } from '@nestjs/graphql';
import { GraphqlSockets } from '../../../src/edge/graphql/sockets/graphql-sockets.js';
import { RightsChanges } from '../../../src/edge/auth/rights-changes.js';
import { CallerSlots } from '../../../src/edge/live/caller-slots.js';
import { Closing } from '../../../src/edge/live/closing.js';
import { Connections } from '../../../src/edge/live/connections.js';
import { bombsOf, requestBombs, schemaBombs } from '../../support/abusive/graphql-bombs.js';
import { ownThreadUs } from '../../support/abusive/main-thread.js';
import { Socket } from '../../support/subscriptions.js';
import { BoxView, calls, startSample } from './sample-app.js';

/** The most that a refusal may cost, as a multiple of a harmless request: that costs about a millisecond on an idle machine. */
const MOST_TIMES_HARMLESS = 50;
const GET_CHARS = 14 * 1024;
/** So many are measured at once. */
const HARMLESS = 20;

@Resolver(() => BoxView)
class BoxChanges {
  @Subscription(() => BoxView)
  async *boxChanged() {
    calls.resolver++;
    yield { boxChanged: Object.assign(new BoxView(), { id: 'upl_0000000000000001', fileName: 'a', size: 1 }) };
  }
}

let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  const rights = { provide: RightsChanges, useValue: new RightsChanges(undefined as never, undefined as never) };
  const providers = [BoxChanges, CallerSlots, Closing, Connections, GraphqlSockets, rights];
  ({ app, url } = await startSample({ providers }));
});
afterAll(() => app.close());
beforeEach(() => {
  calls.resolver = 0;
});

/** CPU of the thread that server and test share: the client's part is in what is harmless too. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = ownThreadUs();
  await work();
  return ownThreadUs() - before;
}

/** Of many in turn, each: some have code compiled or garbage collected. */
async function meanCpuOf(work: () => Promise<unknown>): Promise<number> {
  const all = async () => {
    for (let n = 0; n < HARMLESS; n++) await work();
  };
  return (await cpuOf(all)) / HARMLESS;
}

const headers = {
  authorization: 'Bearer good',
  'content-type': 'application/json',
  'apollo-require-preflight': 'true',
};

interface Answer {
  status: number;
  codes: unknown[];
}

async function answered(response: Response): Promise<Answer> {
  const { errors = [] } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return { status: response.status, codes: [...new Set(errors.map(({ extensions }) => extensions.code))] };
}

const post = async (body: string) => answered(await fetch(`${url}/graphql`, { method: 'POST', headers, body }));
const get = async (parameters: Record<string, string>) =>
  answered(await fetch(`${url}/graphql?${String(new URLSearchParams(parameters))}`, { headers }));

/** Sends a bomb a few times: each is refused without a resolver, and costs no more than so many harmless requests. */
async function expectRefused(send: () => Promise<Answer>, harmless: () => Promise<unknown>): Promise<void> {
  const bound = MOST_TIMES_HARMLESS * (await meanCpuOf(harmless));
  calls.resolver = 0;
  const costs: number[] = [];
  for (let n = 0; n < 3; n++)
    costs.push(await cpuOf(async () => expect(await send()).toEqual({ status: 400, codes: ['VALIDATION_FAILED'] })));
  expect(calls.resolver).toBe(0);
  expect(Math.min(...costs)).toBeLessThan(bound);
}

const QUERY = '{ box { id } }';
const documents = { ...bombsOf('query', 'box'), ...schemaBombs };

describe('a bomb over POST is refused before any resolver, at the cost of some harmless requests', () => {
  const harmless = () => post(JSON.stringify({ query: QUERY }));

  it.each(Object.entries(documents))('%s', async (_, query) => {
    await expectRefused(() => post(JSON.stringify({ query })), harmless);
  });

  it.each(Object.entries(requestBombs))('%s', async (_, body) => {
    await expectRefused(() => post(body), harmless);
  });
});

describe('a bomb over GET is refused as over POST', () => {
  const harmless = () => get({ query: QUERY });
  const short = Object.entries(documents).filter(([, query]) => encodeURIComponent(query).length < GET_CHARS);

  it.each(short)('%s', async (_, query) => {
    await expectRefused(() => get({ query }), harmless);
  });

  it('values nested in variables', async () => {
    const variables = `{"input":${'['.repeat(1_000)}${']'.repeat(1_000)}}`;
    await expectRefused(() => get({ query: QUERY, variables }), harmless);
  });

  it('a query that no URL holds', async () => {
    const long = new URLSearchParams({ query: documents['a document of 1 MB']! });
    const response = await fetch(`${url}/graphql?${String(long)}`, { headers });
    expect([response.status, calls.resolver]).toEqual([431, 0]);
  });
});

describe('a bomb over a socket is refused as over HTTP', () => {
  let socket: Socket;
  let id = 0;

  beforeAll(async () => {
    socket = await Socket.open(url);
    socket.send({ type: 'connection_init', payload: { Authorization: 'Bearer good' } });
    await socket.first('connection_ack', 1);
  });
  afterAll(() => socket.close());

  async function subscribe(query: string, variables = {}): Promise<Answer> {
    const operation = String(id++);
    socket.subscribe(operation, query, variables);
    const [error] = await socket.first('error', 1, operation);
    const codes = (error?.payload ?? []).map((one: { extensions: { code: string } }) => one.extensions.code);
    return { status: 400, codes: [...new Set(codes)] };
  }

  async function harmless(): Promise<void> {
    const operation = String(id++);
    socket.subscribe(operation, 'subscription { boxChanged { id } }');
    expect(await socket.first('complete', 1, operation)).toHaveLength(1);
  }

  const bombs = Object.entries({ ...bombsOf('subscription', 'boxChanged'), ...schemaBombs });
  it.each(bombs.filter(([, query]) => query.length < 200_000))('%s', async (_, query) => {
    await expectRefused(() => subscribe(query), harmless);
  });

  it('closes for a message that is larger than any it takes, or nested deeper', async () => {
    const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown[];
    const payloads = [
      { query: 'x'.repeat(1024 ** 2) },
      { query: 'subscription { boxChanged { id } }', variables: { deep } },
    ];
    for (const payload of payloads) {
      const other = await Socket.open(url);
      other.send({ type: 'connection_init', payload: { Authorization: 'Bearer good' } });
      await other.first('connection_ack', 1);
      other.send({ id: '1', type: 'subscribe', payload });
      expect((await other.closed).code).toBeGreaterThan(1000);
    }
    expect(calls.resolver).toBe(0);
  });
});
