import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { LoginThrottle } from '../../../src/features/identity/login-throttle.service.js';
import { People } from '../../support/people.js';
import {
  makeOrganization,
  ROOT_KEY,
  startTenancy,
  startTenancyApp,
  type TenancyApp,
} from '../../support/tenancy-app.js';

const BEHIND_A_PROXY = { TRUST_PROXY: 'true' };
const MOST = 10;
const PASSWORD = 'the right password';

/** Two processes on one database. */
let one: Awaited<ReturnType<typeof startTenancy>>;
let other: TenancyApp;
let people: People;

beforeAll(async () => {
  one = await startTenancy(BEHIND_A_PROXY);
  other = await startTenancyApp(one.database, BEHIND_A_PROXY);
  people = new People(one);
});
afterAll(async () => {
  await other.close();
  await one.close();
});

let tests = 0;
/** An account, and where its logins come from, of this test alone. */
let email: string;
let address: string;
let elsewhere: string;
beforeEach(async () => {
  tests++;
  [email, address, elsewhere] = [`person-${tests}@example.com`, `203.0.113.${tests}`, `198.51.100.${tests}`];
  const home = ((await one.ask('get', '/v1/me', ROOT_KEY)).body as { workspace_id: string }).workspace_id;
  const id = await people.make(ROOT_KEY, { email, password: PASSWORD });
  await people.join(ROOT_KEY, home, id, 'member').expect(201);
});

interface Login {
  email?: string;
  password?: string;
  organization?: string;
  from?: string;
  by?: TenancyApp;
}

async function logIn({ from = address, by = one, ...sent }: Login = {}): Promise<Response> {
  const body = { email, password: PASSWORD, ...sent };
  return by.ask('post', '/v1/auth/login').set('x-forwarded-for', from).send(body);
}
const statusOf = async (login: Login = {}) => (await logIn(login)).status;

/** Failures as the service counts them, without the tenth of a second that each costs for the hash. */
async function fail(times: number, { email: account = email, from = address, by = one }: Login = {}): Promise<void> {
  const throttle = by.app.get(LoginThrottle, { strict: false });
  for (let n = 0; n < times; n++) await throttle.failed({ email: account, address: from });
}

describe('logins that fail', () => {
  it('are refused from the eleventh, with the time to wait, even with the right password', async () => {
    await fail(MOST - 1);
    expect(await statusOf({ password: 'wrong' })).toBe(401);
    for (const password of ['wrong', PASSWORD]) {
      const refused = await logIn({ password });
      expect(refused.status).toBe(429);
      expect(refused.body).toMatchObject({
        code: 'RATE_LIMITED',
        detail: expect.stringMatching(/^Too many logins failed/),
      });
      const seconds = Number(refused.headers['retry-after']);
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(900);
    }
  });

  it('are counted over all processes, and refused attempts are not', async () => {
    await fail(5);
    await fail(5, { by: other });
    for (let n = 0; n < 3; n++) for (const by of [one, other]) expect(await statusOf({ by })).toBe(429);
    const counts = await one.database.query(`SELECT points FROM rate_counts WHERE points > ${MOST}`);
    expect(counts).toEqual([]);
  });

  it('of one account count from any address, and in any spelling of its own', async () => {
    for (let n = 0; n < MOST; n++) await fail(1, { from: `198.18.0.${n}`, email: n % 2 ? email : email.toUpperCase() });
    expect(await statusOf({ from: elsewhere })).toBe(429);
  });

  it('from one address count for every account', async () => {
    for (let n = 0; n < MOST; n++) await fail(1, { email: `victim-${tests}-${n}@example.com` });
    expect(await statusOf()).toBe(429);
    expect(await statusOf({ from: elsewhere })).toBe(200);
  });

  it('are told the same whether the account exists, before and after the limit', async () => {
    const unknown = `unknown-${tests}@example.com`;
    const both = async () => {
      const answers = [
        await logIn({ password: 'wrong' }),
        await logIn({ password: 'wrong', email: unknown, from: elsewhere }),
      ];
      return answers.map(({ status, body }) => [status, body.code, String(body.detail).replace(/\d+/, 'n')]);
    };
    const [known, other] = await both();
    expect(known).toEqual(other);
    await fail(MOST - 1);
    await fail(MOST - 1, { email: unknown, from: elsewhere });
    const [knownLater, otherLater] = await both();
    expect(knownLater).toEqual(otherLater);
    expect(knownLater?.[0]).toBe(429);
  });

  it('are judged ten at most of many at once, and a right password among the others says nothing', async () => {
    const guesses = Array.from({ length: 24 }, (_, n) => logIn({ password: 'wrong', by: n % 2 ? one : other }));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(MOST);
    expect(statuses.filter((status) => status === 429)).toHaveLength(24 - MOST);
    expect(await statusOf({ from: elsewhere })).toBe(429);
  });

  it('are counted anew after fifteen minutes', async () => {
    await fail(MOST);
    const [row] = await one.database.query(
      'SELECT max(expire)::float8 - extract(epoch FROM now()) * 1000 AS ms FROM rate_counts',
    );
    expect(Number(row!.ms)).toBeLessThanOrEqual(15 * 60_000);
    await one.database.query('UPDATE rate_counts SET expire = 0');
    expect(await statusOf()).toBe(200);
  });
});

describe('a login that succeeds', () => {
  it('forgives the account, not the address', async () => {
    await fail(MOST - 1);
    expect(await statusOf()).toBe(200);
    await fail(1, { from: elsewhere });
    expect(await statusOf({ from: elsewhere })).toBe(200);
    await fail(1, { email: `victim-${tests}@example.com` });
    expect(await statusOf()).toBe(429);
    expect(await statusOf({ from: elsewhere })).toBe(200);
  });

  it('does not count, however many run at once', async () => {
    const statuses = await Promise.all(Array.from({ length: 12 }, () => statusOf()));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('in an organization with the same email address forgives no guesses at another', async () => {
    const { apiKey, organizationId, workspaceId } = await makeOrganization(one, { name: `Attacker ${tests}` });
    const id = await people.make(apiKey, { email, password: 'known to the attacker' });
    await people.join(apiKey, workspaceId, id, 'member').expect(201);
    await fail(MOST - 2);
    const own = { password: 'known to the attacker', from: elsewhere };
    expect(await statusOf({ ...own, organization: organizationId })).toBe(200);
    // Without the organization it is a guess at the other account, too.
    expect(await statusOf(own)).toBe(200);
    expect(await statusOf(own)).toBe(200);
    expect(await statusOf({ ...own, organization: organizationId })).toBe(429);
  });
});

describe('the address of a client', () => {
  it('is what the proxy reports: others in front of it are invented', async () => {
    for (let n = 0; n < MOST; n++) await fail(1, { email: `victim-${tests}-${n}@example.com` });
    expect(await statusOf({ from: `192.0.2.1, ${address}` })).toBe(429);
    expect(await statusOf({ from: `${address}, ${elsewhere}` })).toBe(200);
  });

  it('is a network of 64 bits in IPv6', async () => {
    const network = (end: string) => `2001:db8:0:${tests}:${end}`;
    for (let n = 0; n < MOST; n++)
      await fail(1, { email: `victim-${tests}-${n}@example.com`, from: `2001:db8:0:${tests}::/64` });
    expect(await statusOf({ from: network('1:2:3:4') })).toBe(429);
    expect(await statusOf({ from: `2001:db8:1:${tests}::1` })).toBe(200);
  });

  it('may be no address at all', async () => {
    for (const from of ['unknown', '', 'x'.repeat(5_000), '::ffff:1.2.3.4:80', '\u00ff'])
      expect(await statusOf({ from, password: 'wrong' })).toBe(401);
  });
});

it('keeps neither addresses nor names of accounts in its counts', async () => {
  await fail(1);
  const keys = JSON.stringify(await one.database.query('SELECT key FROM rate_counts'));
  expect(keys).toContain('airlock:rate:logins:account:');
  expect(keys).not.toContain(email);
  expect(keys).not.toContain(address);
});
