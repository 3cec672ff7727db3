import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JwtService, type JwtSignOptions } from '@nestjs/jwt';
import { createHmac, generateKeyPairSync, hkdfSync } from 'node:crypto';
import {
  ISSUER,
  ISSUER_SECRET,
  makeOrganization,
  OWNER,
  ROOT_KEY,
  SECRET,
  startTenancy,
} from '../../support/tenancy-app.js';
import { People } from '../../support/people.js';

let tenancy: Awaited<ReturnType<typeof startTenancy>>;
let ask: typeof tenancy.ask;
let userId: string;
let home: string;

const jwt = new JwtService({});
const good = { issuer: ISSUER, audience: 'airlock', subject: 'ada', expiresIn: 60 } as const;
const signed = (options: JwtSignOptions, secret = ISSUER_SECRET, claims: object = {}) =>
  jwt.sign(claims, { secret, ...options });

/** A token put together by hand, as an attacker would. */
function forged(header: object, claims: object, sign: (text: string) => string): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign(text)}`;
}
const hmac = (key: string | Buffer) => (text: string) => createHmac('sha256', key).update(text).digest('base64url');
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;
const claims = () => ({ iss: ISSUER, aud: 'airlock', sub: 'ada', exp: inAnHour() });
const ownKey = Buffer.from(hkdfSync('sha256', SECRET, '', 'airlock access token', 32));
const hs256 = { alg: 'HS256', typ: 'JWT' };

let people: People;
const logIn = (email: string, password: string) => people.logIn(email, password);
const makeUser = (bearer: string, body: object) => people.make(bearer, body);
const join = (bearer: string, workspace: string, user: string, role: string) =>
  people.join(bearer, workspace, user, role);

async function makeWorkspace(bearer: string, name: string): Promise<string> {
  const answer = await ask('post', '/v1/workspaces', bearer).send({ name }).expect(201);
  return (answer.body as { workspace_id: string }).workspace_id;
}

beforeAll(async () => {
  tenancy = await startTenancy();
  ({ ask } = tenancy);
  people = new People(tenancy);
  const me = await ask('get', '/v1/me', ROOT_KEY).expect(200);
  userId = await makeUser(ROOT_KEY, { email: 'ada@example.com', issuer: ISSUER, subject: 'ada' });
  home = (me.body as { workspace_id: string }).workspace_id;
  await join(ROOT_KEY, home, userId, 'member').expect(201);
  // The first request to an organization names it.
  await ask('get', '/v1/me', signed(good), home).expect(200);
});
afterAll(() => tenancy.close());

describe('logging in', () => {
  it('gives a token that lasts an hour and stands for the user', async () => {
    const answer = await ask('post', '/v1/auth/login')
      .send({ ...OWNER, email: 'Owner@Example.com' })
      .expect(200);
    expect(answer.body).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600 });
    const me = await ask('get', '/v1/me', (answer.body as { access_token: string }).access_token).expect(200);
    expect(me.body).toMatchObject({
      tier: 'enterprise',
      user_id: expect.stringMatching(/^usr_/),
      workspaces: [{ name: 'default', role: 'owner' }],
      scopes: expect.arrayContaining(['admin']),
    });
    expect((me.body as { scopes: string[] }).scopes).not.toContain('system');
    expect(me.body).not.toHaveProperty('key_id');
  });

  it.each([
    ['a wrong password', { ...OWNER, password: 'wrong' }],
    ['an unknown address', { email: 'nobody@example.com', password: OWNER.password }],
    ['an account without a password', { email: 'ada@example.com', password: 'anything' }],
  ])('is refused with %s, without telling which it was', async (_name, body) => {
    const answer = await ask('post', '/v1/auth/login').send(body).expect(401);
    expect(answer.body).toMatchObject({
      code: 'UNAUTHENTICATED',
      detail: 'The email address or the password is wrong.',
    });
  });
});

describe('a token of the other issuer', () => {
  it('stands for the user it is linked to, and its claims grant nothing', async () => {
    const boast = { scopes: ['system', 'admin'], role: 'owner', roles: ['admin'], organization_id: 'org_x' };
    const me = await ask('get', '/v1/me', signed(good, ISSUER_SECRET, boast)).expect(200);
    expect(me.body).toMatchObject({ user_id: userId, workspaces: [{ role: 'member' }] });
    expect((me.body as { scopes: string[] }).scopes.sort()).toEqual(
      ['documents:read', 'documents:write', 'uploads:read', 'uploads:write'].sort(),
    );
    await ask('get', '/v1/api-keys', signed(good)).expect(403);
  });

  it('may be put together by hand, as the forgeries below are', async () => {
    await ask('get', '/v1/me', forged(hs256, claims(), hmac(ISSUER_SECRET))).expect(200);
    await ask('get', '/v1/me', forged(hs256, { ...claims(), iss: 'airlock', sub: userId }, hmac(ownKey))).expect(200);
  });

  it('works over GraphQL as over REST', async () => {
    const answer = await tenancy.graphql(signed(good), '{ viewer { userId tier workspaces { role } } }');
    expect(answer.body).toEqual({ data: { viewer: { userId, tier: 'ENTERPRISE', workspaces: [{ role: 'MEMBER' }] } } });
  });

  const seconds = () => Math.floor(Date.now() / 1000);

  it.each<[string, () => object]>([
    ['exp', () => ({ exp: seconds() - 20 })],
    ['nbf', () => ({ nbf: seconds() + 20 })],
    ['iat', () => ({ iat: seconds() + 20 })],
  ])('is taken though %s is 20 seconds off: clocks differ', async (_name, claim) => {
    await ask('get', '/v1/me', forged(hs256, { ...claims(), ...claim() }, hmac(ISSUER_SECRET))).expect(200);
  });

  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

  it.each<[string, () => string]>([
    ['an unknown subject', () => signed({ ...good, subject: 'eve' })],
    ['an unknown issuer', () => signed({ ...good, issuer: 'https://evil.example' })],
    ['another audience', () => signed({ ...good, audience: 'another' })],
    ['an expiry that is over', () => signed({ ...good, expiresIn: -60 })],
    ['a start that is to come', () => signed({ ...good, notBefore: 60 })],
    ['an issue that is to come', () => forged(hs256, { ...claims(), iat: inAnHour() }, hmac(ISSUER_SECRET))],
    ['an issue that is no time', () => forged(hs256, { ...claims(), iat: 'now' }, hmac(ISSUER_SECRET))],
    ['a NUL in the subject', () => signed({ ...good, subject: 'ada\0' })],
    ['half a character in the subject', () => signed({ ...good, subject: 'ada\ud800' })],
    ['a NUL in our own subject', () => forged(hs256, { ...claims(), iss: 'airlock', sub: 'usr_\0' }, hmac(ownKey))],
    ['a NUL in the issuer', () => signed({ ...good, issuer: `${ISSUER}\0` })],
    ['a subject of 8,000 characters', () => signed({ ...good, subject: 'x'.repeat(8000) })],
    ['claims that are no JSON', () => `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.AAAA.AAAA`],
    [
      'claims that are no JSON, though it says so',
      () => `${Buffer.from(JSON.stringify(hs256)).toString('base64url')}.AAAA.AAAA`,
    ],
    ['another secret', () => signed(good, 'a secret that is not theirs at all, no')],
    ['no expiry', () => forged(hs256, { ...claims(), exp: undefined }, hmac(ISSUER_SECRET))],
    ['an expiry that is no number', () => forged(hs256, { ...claims(), exp: '9999999999' }, hmac(ISSUER_SECRET))],
    ['no audience', () => forged(hs256, { ...claims(), aud: undefined }, hmac(ISSUER_SECRET))],
    ['no issuer', () => forged(hs256, { ...claims(), iss: undefined }, hmac(ISSUER_SECRET))],
    ['no subject', () => forged(hs256, { ...claims(), sub: undefined }, hmac(ISSUER_SECRET))],
    ['a subject that is no text', () => forged(hs256, { ...claims(), sub: { equals: 'ada' } }, hmac(ISSUER_SECRET))],
    ['issuers as a list', () => forged(hs256, { ...claims(), iss: [ISSUER, 'airlock'] }, hmac(ISSUER_SECRET))],
    ['no signature', () => forged(hs256, claims(), () => '')],
    ['alg none', () => forged({ alg: 'none', typ: 'JWT' }, claims(), () => '')],
    ['alg None', () => forged({ alg: 'None', typ: 'JWT' }, claims(), () => '')],
    ['RS256', () => jwt.sign({}, { privateKey, algorithm: 'RS256', ...good })],
    ['a public key as HMAC secret', () => forged(hs256, claims(), hmac(publicKey))],
    ['HS512', () => signed({ ...good, algorithm: 'HS512' })],
    ['an empty HMAC key', () => forged(hs256, claims(), hmac(''))],
    ['a critical extension', () => forged({ ...hs256, crit: ['b64'], b64: true }, claims(), hmac(ISSUER_SECRET))],
    ['a key of its own', () => forged({ ...hs256, jwk: { kty: 'oct', k: 'AAAA' } }, claims(), hmac('AAAA'))],
    ["the other issuer's secret in our name", () => signed({ ...good, issuer: 'airlock', subject: userId })],
    ['AIRLOCK_SECRET itself', () => signed({ ...good, issuer: 'airlock', subject: userId }, SECRET)],
    ['our key in the name of the other issuer', () => forged(hs256, claims(), hmac(ownKey))],
    ['our own issuer and nobody', () => forged(hs256, { ...claims(), iss: 'airlock', sub: 'usr_0' }, hmac(ownKey))],
    ['an outside subject in our name', () => forged(hs256, { ...claims(), iss: 'airlock' }, hmac(ownKey))],
    ['a payload that is a list', () => forged(hs256, [], hmac(ISSUER_SECRET))],
    ['words', () => 'not.a.token'],
    ['nothing', () => 'x'],
  ])('is refused with %s', async (_name, token) => {
    const bearer = token();
    const rest = await ask('get', '/v1/me', bearer);
    expect([rest.status, (rest.body as { code: string }).code]).toEqual([401, 'UNAUTHENTICATED']);
    const graphql = await tenancy.graphql(bearer, '{ viewer { tier } }');
    expect(graphql.body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('stops working when its user is deleted', async () => {
    const id = await makeUser(ROOT_KEY, { email: 'bob@example.com', issuer: ISSUER, subject: 'bob' });
    const { workspaceId, apiKey } = await makeOrganization(tenancy);
    await join(apiKey, workspaceId, id, 'viewer').expect(404);
    const token = signed({ ...good, subject: 'bob' });
    const lonely = await ask('get', '/v1/me', token, home).expect(403);
    expect(lonely.body).toMatchObject({ code: 'FORBIDDEN' });
    await ask('delete', `/v1/users/${id}`, ROOT_KEY).expect(204);
    await ask('get', '/v1/me', token, home).expect(401);
  });

  it('separates many concurrent callers', async () => {
    const mine = signed(good);
    const owner = await logIn(OWNER.email, OWNER.password);
    const bearers = Array.from({ length: 40 }, (_, i) => (i % 2 ? mine : owner));
    const answers = await Promise.all(bearers.map((bearer) => ask('get', '/v1/me', bearer).expect(200)));
    const found = answers.map(({ body }) => (body as { user_id: string }).user_id === userId);
    expect(found).toEqual(bearers.map((bearer) => bearer === mine));
  });
});

describe('linking identities', () => {
  it('never takes one from another user, and never the own issuer', async () => {
    const body = { email: 'eve@example.com', issuer: ISSUER, subject: 'ada' };
    const taken = await ask('post', '/v1/users', ROOT_KEY).send(body).expect(409);
    expect(taken.body).toMatchObject({ code: 'INVALID_STATE' });
    const id = await makeUser(ROOT_KEY, { email: 'eve@example.com' });
    await ask('patch', `/v1/users/${id}`, ROOT_KEY).send({ issuer: ISSUER, subject: 'ada' }).expect(409);
    await ask('patch', `/v1/users/${id}`, ROOT_KEY).send({ issuer: 'airlock', subject: userId }).expect(400);
    await ask('patch', `/v1/users/${id}`, ROOT_KEY).send({ subject: 'eve' }).expect(400);
    for (let i = 0; i < 2; i++)
      await ask('patch', `/v1/users/${id}`, ROOT_KEY).send({ issuer: ISSUER, subject: 'eve' }).expect(200);
  });
});

describe('the workspace of a user', () => {
  it('is the default one, else the only one, else must be named', async () => {
    const { apiKey, workspaceId } = await makeOrganization(tenancy);
    const [a, b] = [await makeWorkspace(apiKey, 'a'), await makeWorkspace(apiKey, 'b')];
    const email = 'walker@example.com';
    const id = await makeUser(apiKey, { email, password: 'walk walk walk' });
    await join(apiKey, a, id, 'owner').expect(201);
    const token = await logIn(email, 'walk walk walk');
    const first = await ask('get', '/v1/me', token).expect(200);
    expect(first.body).toMatchObject({ workspace_id: a });
    await ask('get', '/v1/me', token, 'b').expect(404);
    await join(apiKey, b, id, 'admin').expect(201);
    const unnamed = await ask('get', '/v1/me', token).expect(400);
    expect(unnamed.body).toMatchObject({ code: 'NAMESPACE_REQUIRED' });
    await join(apiKey, workspaceId, id, 'viewer').expect(201);
    const third = await ask('get', '/v1/me', token).expect(200);
    expect(third.body).toMatchObject({ workspace_id: workspaceId });
    const second = await ask('get', '/v1/me', token, 'b').expect(200);
    expect(second.body).toMatchObject({ workspace_id: b });
  });

  it('gives each role what it may do there, and no more', async () => {
    const { apiKey } = await makeOrganization(tenancy);
    const a = await makeWorkspace(apiKey, 'a');
    const people: Record<string, string> = {};
    for (const role of ['viewer', 'member', 'admin', 'owner']) {
      const email = `${role}@roles.example`;
      const id = await makeUser(apiKey, { email, password: 'role role role' });
      await join(apiKey, a, id, role).expect(201);
      people[role] = await logIn(email, 'role role role');
    }
    const guest = await makeUser(apiKey, { email: 'guest@roles.example' });
    const statuses = async (method: 'get' | 'post', path: string, body?: object) =>
      Object.fromEntries(
        await Promise.all(
          Object.entries(people).map(async ([role, token]) => [
            role,
            (await ask(method, path, token).send(body)).status,
          ]),
        ),
      ) as Record<string, number>;
    expect(await statuses('get', '/v1/usage')).toEqual({ viewer: 200, member: 200, admin: 200, owner: 200 });
    expect(await statuses('get', '/v1/api-keys')).toEqual({ viewer: 403, member: 403, admin: 200, owner: 200 });
    const key = { name: 'k', scopes: ['uploads:write'] };
    expect(await statuses('post', '/v1/api-keys', key)).toEqual({ viewer: 403, member: 403, admin: 201, owner: 201 });
    const allPowerful = { name: 'k', scopes: ['admin'] };
    expect(await statuses('post', '/v1/api-keys', allPowerful)).toMatchObject({ member: 403, admin: 403, owner: 201 });
    const member = { user_id: guest, role: 'owner' };
    const joined = { viewer: 403, member: 403, admin: 403, owner: 201 };
    expect(await statuses('post', `/v1/workspaces/${a}/members`, member)).toEqual(joined);
    expect(await statuses('post', '/v1/workspaces', { name: 'c' })).toMatchObject({ admin: 403, owner: 403 });
    expect(await statuses('post', '/v1/users', { email: 'x@roles.example' })).toMatchObject({ admin: 403, owner: 403 });
  });
});
