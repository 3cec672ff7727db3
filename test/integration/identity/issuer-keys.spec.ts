import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, exportPKCS8, exportSPKI, type JWK } from 'jose';
import { AcceptedIssuers } from '../../../src/features/identity/index.js';
import { keySetTimes } from '../../../src/features/identity/tokens/remote-key-set.js';
import { People } from '../../support/people.js';
import { ISSUER, ISSUER_SECRET, ROOT_KEY, startTenancy } from '../../support/tenancy-app.js';
import { type Algorithm, type IssuerKey, makeKey, TokenIssuer } from '../../support/token-issuer.js';

const algorithms: Algorithm[] = ['RS256', 'ES256', 'EdDSA'];

let issuer: TokenIssuer;
let tenancy: Awaited<ReturnType<typeof startTenancy>>;
let keys: Record<Algorithm, IssuerKey>;
let all: JWK[];
let home: string;

const me = (bearer: string, namespace?: string) => tenancy.ask('get', '/v1/me', bearer, namespace);

beforeAll(async () => {
  issuer = await TokenIssuer.start(ISSUER);
  const made = await Promise.all(algorithms.map(async (alg) => [alg, await makeKey(alg, `key of ${alg}`)] as const));
  keys = Object.fromEntries(made) as typeof keys;
  all = Object.values(keys).map(({ jwk }) => jwk);
  issuer.published = all;
  tenancy = await startTenancy({ JWT_JWKS_URL: issuer.url });
  const people = new People(tenancy);
  const { body } = await me(ROOT_KEY).expect(200);
  home = (body as { workspace_id: string }).workspace_id;
  const userId = await people.make(ROOT_KEY, { email: 'ada@example.com', issuer: ISSUER, subject: 'ada' });
  await people.join(ROOT_KEY, home, userId, 'member').expect(201);
  await me(await issuer.sign(keys.RS256), home).expect(200);
});
afterAll(() => tenancy.close());
afterAll(() => issuer.stop());

/** As if time had passed since the last fetch. */
function afterCooldown(): void {
  const { keySet } = tenancy.app.get(AcceptedIssuers, { strict: false });
  (keySet as unknown as { begunAt: number }).begunAt -= keySetTimes.cooldownMs;
}

async function publish(published: TokenIssuer['published']): Promise<void> {
  issuer.published = published;
  afterCooldown();
  // An unknown key id makes the service look.
  await me(await issuer.sign(await makeKey('ES256', crypto.randomUUID())));
}

beforeEach(() => publish(all));

async function expectRefused(bearer: string): Promise<void> {
  const rest = await me(bearer);
  expect([rest.status, (rest.body as { code: string }).code]).toEqual([401, 'UNAUTHENTICATED']);
  const graphql = await tenancy.graphql(bearer, '{ viewer { tier } }');
  expect(graphql.body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
}

describe('a token signed by a key that its issuer publishes', () => {
  it.each(algorithms)('is taken with %s, over REST and GraphQL', async (alg) => {
    const token = await issuer.sign(keys[alg]);
    const { body } = await me(token).expect(200);
    expect(body).toMatchObject({ workspaces: [{ role: 'member' }], user_id: expect.stringMatching(/^usr_/) });
    const graphql = await tenancy.graphql(token, '{ viewer { workspaces { role } } }');
    expect(graphql.body).toEqual({ data: { viewer: { workspaces: [{ role: 'MEMBER' }] } } });
  });

  it('is taken beside tokens of the shared secret and of this service', async () => {
    const claims = { iss: ISSUER, aud: ['other', 'airlock'], sub: 'ada', exp: Math.floor(Date.now() / 1_000) + 60 };
    await me(hmacToken(claims, ISSUER_SECRET)).expect(200);
    const people = new People(tenancy);
    await me(await people.logIn('owner@example.com', 'correct horse battery')).expect(200);
  });

  it('needs no key id where one key fits', async () => {
    await me(await issuer.sign(keys.EdDSA, {}, { kid: undefined })).expect(200);
  });

  it('is taken though its clock is 20 seconds off', async () => {
    const now = Math.floor(Date.now() / 1_000);
    await me(await issuer.sign(keys.ES256, { exp: now - 20 })).expect(200);
    await me(await issuer.sign(keys.ES256, { nbf: now + 20, iat: now + 20 })).expect(200);
  });
});

describe('keys that change', () => {
  it('are found when a token names a new one; old ones work until they are removed', async () => {
    const next = await makeKey('ES256', 'next');
    const [before, after] = [await issuer.sign(keys.RS256, { jti: '1' }), await issuer.sign(next)];
    await me(before).expect(200);
    await expectRefused(after);
    issuer.published = [...all, next.jwk];
    afterCooldown();
    await me(after).expect(200);
    await me(before).expect(200);
    await publish([next.jwk]);
    await expectRefused(await issuer.sign(keys.RS256, { jti: '2' }));
    await me(await issuer.sign(next, { jti: '3' })).expect(200);
  });

  it('cannot be made to be fetched by made-up key ids', async () => {
    const forger = await makeKey('ES256', 'forged');
    const before = issuer.fetches;
    const tokens = await Promise.all(
      Array.from({ length: 60 }, (_, i) => issuer.sign(forger, {}, { kid: `forged ${i}` })),
    );
    const answers = await Promise.all(tokens.map((token) => me(token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(issuer.fetches - before).toBe(0);
    await me(await issuer.sign(keys.RS256)).expect(200);
  });
});

describe('an issuer that fails', () => {
  it.each<[string, TokenIssuer['published']]>([
    ['answers 500', (_, response) => void response.writeHead(500).end()],
    ['redirects', (_, response) => void response.writeHead(302, { location: issuer.url }).end()],
    ['answers no keys', (_, response) => void response.end('{"keys": "none"}')],
    ['answers without end', (_, response) => pour(() => response.write('{"keys": ['.padEnd(64 * 1024)))],
    ['breaks off', (request) => void request.socket.destroy()],
  ])('and %s leaves known keys working; what only it could say is 503', async (_, failing) => {
    const stranger = await issuer.sign(await makeKey('ES256', crypto.randomUUID()));
    await publish(failing);
    await me(await issuer.sign(keys.ES256)).expect(200);
    const answer = await me(stranger).expect(503);
    expect(answer.body).toMatchObject({ code: 'UNAVAILABLE', detail: expect.stringContaining('issuer') });
    expect(answer.headers['retry-after']).toBeDefined();
    await me(ROOT_KEY).expect(200);
    await publish(all);
    await expectRefused(stranger);
  });
});

const base64 = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const claimsOf = () => ({ iss: ISSUER, aud: 'airlock', sub: 'ada', exp: Math.floor(Date.now() / 1_000) + 300 });

function hmacToken(claims: object, secret: string | Buffer, header: object = {}): string {
  const text = `${base64({ alg: 'HS256', typ: 'JWT', ...header })}.${base64(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

function pour(write: () => boolean): void {
  const timer = setInterval(() => (write() ? undefined : clearInterval(timer)), 1);
  timer.unref();
}

describe('a forged token', () => {
  const rsa = () => keys.RS256;
  it.each<[string, () => Promise<string> | string]>([
    ['HS256 with the public key as PEM', async () => hmacToken(claimsOf(), await exportSPKI(rsa().publicKey))],
    [
      'HS256 with the public key as JWK',
      () => hmacToken(claimsOf(), JSON.stringify(rsa().jwk), { kid: rsa().jwk.kid }),
    ],
    ['HS256 with the modulus', () => hmacToken(claimsOf(), Buffer.from(rsa().jwk.n!, 'base64url'))],
    ['HS256 with the private key as PEM', async () => hmacToken(claimsOf(), await exportPKCS8(rsa().privateKey))],
    ['no algorithm', () => `${base64({ alg: 'none', kid: rsa().jwk.kid })}.${base64(claimsOf())}.`],
    ['ES256 by the id of an RSA key', () => issuer.sign(keys.ES256, {}, { kid: rsa().jwk.kid })],
    ['an algorithm of another key type', () => relabelled('ES256')],
    ['PS256 with an RSA key', () => relabelled('PS256')],
    ['RS512 with an RSA key', () => relabelled('RS512')],
    ['another key under a known id', async () => issuer.sign(await makeKey('ES256', keys.ES256.jwk.kid!))],
    ['a key in its header', async () => carrying((jwk) => ({ jwk }))],
    ['a URL of keys in its header', async () => carrying(() => ({ jku: issuer.url }))],
    ['a URL of certificates in its header', async () => carrying(() => ({ x5u: issuer.url }))],
    ['a certificate in its header', async () => carrying(() => ({ x5c: ['MIIB'] }))],
    ['a critical extension', async () => critical()],
    ['an unknown key id', async () => issuer.sign(await makeKey('ES256', 'nobody'))],
    ['a key id that is no text', async () => issuer.sign(keys.ES256, {}, { kid: { a: 1 } as never })],
    ['the name of this service', () => issuer.sign(keys.ES256, { iss: 'airlock' })],
    ['no issuer', () => issuer.sign(keys.ES256, { iss: undefined })],
    ['another issuer', () => issuer.sign(keys.ES256, { iss: 'https://login.example.evil' })],
    ['no audience', () => issuer.sign(keys.ES256, { aud: undefined })],
    ['another audience', () => issuer.sign(keys.ES256, { aud: 'another' })],
    ['no subject', () => issuer.sign(keys.ES256, { sub: undefined })],
    ['no expiry', () => issuer.sign(keys.ES256, { exp: undefined })],
    ['an expiry that is over', () => issuer.sign(keys.ES256, { exp: Math.floor(Date.now() / 1_000) - 31 })],
    ['a start that is to come', () => issuer.sign(keys.ES256, { nbf: Math.floor(Date.now() / 1_000) + 40 })],
    ['a size beyond all need', () => issuer.sign(keys.ES256, { groups: 'x'.repeat(8_000) })],
    ['another signature', async () => `${(await issuer.sign(keys.ES256)).slice(0, -6)}AAAAAA`],
  ])('is refused with %s', async (_, forge) => expectRefused(await forge()));

  it('is refused though the same token without the forgery is taken', async () => {
    await me(await issuer.sign(keys.ES256)).expect(200);
  });

  /** The signature of RS256 under another name. */
  async function relabelled(alg: string): Promise<string> {
    const [, claims, signature] = (await issuer.sign(keys.RS256)).split('.') as [string, string, string];
    return `${base64({ alg, kid: keys.RS256.jwk.kid })}.${claims}.${signature}`;
  }

  /** Signed by a key of its own, which the header carries or points to. */
  async function carrying(header: (jwk: JWK) => object): Promise<string> {
    const own = await makeKey('ES256', 'carried');
    return issuer.sign(own, {}, header(own.jwk));
  }

  /** RFC 7797 is the one extension that the library knows. */
  async function critical(): Promise<string> {
    const { privateKey } = keys.ES256;
    const { FlattenedSign } = await import('jose');
    const {
      protected: head,
      payload,
      signature,
    } = await new FlattenedSign(new TextEncoder().encode(JSON.stringify(claimsOf())))
      .setProtectedHeader({ alg: 'ES256', kid: keys.ES256.jwk.kid, b64: true, crit: ['b64'] })
      .sign(privateKey);
    return `${head}.${payload}.${signature}`;
  }
});

describe('a published key that must not sign tokens', () => {
  it.each<[string, (key: IssuerKey) => Promise<JWK[]> | JWK[]]>([
    ['is for encryption', ({ jwk }) => [{ ...jwk, use: 'enc' }]],
    ['may do other things only', ({ jwk }) => [{ ...jwk, use: undefined, key_ops: ['encrypt'] }]],
    ['is of another algorithm', ({ jwk }) => [{ ...jwk, alg: 'ES384' }]],
    ['is published twice, with two keys of one id', async ({ jwk }) => [jwk, (await makeKey('ES256', jwk.kid!)).jwk]],
    ['is a private key', async ({ privateKey, jwk }) => [{ ...(await exportJWK(privateKey)), kid: jwk.kid }]],
    ['is a secret', ({ jwk }) => [{ kty: 'oct', k: Buffer.from('x'.repeat(32)).toString('base64url'), kid: jwk.kid }]],
    ['is damaged', ({ jwk }) => [{ ...jwk, x: 'AAAA' }]],
    ['has no type', ({ jwk }) => [{ ...jwk, kty: undefined } as never]],
  ])('(%s) verifies nothing', async (_, published) => {
    const key = await makeKey('ES256', `odd ${crypto.randomUUID()}`);
    await publish([key.jwk]);
    await me(await issuer.sign(key)).expect(200);
    await publish(await published(key));
    await expectRefused(await issuer.sign(key, { jti: 'again' }));
    await expectRefused(hmacToken(claimsOf(), 'x'.repeat(32), { kid: key.jwk.kid }));
  });

  it('(an RSA key of 1024 bits) verifies nothing', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const kid = 'weak';
    await publish([{ ...weak.publicKey.export({ format: 'jwk' }), kid, alg: 'RS256' } as JWK]);
    const { createSign } = await import('node:crypto');
    const text = `${base64({ alg: 'RS256', kid })}.${base64(claimsOf())}`;
    const signature = createSign('sha256').update(text).sign(weak.privateKey, 'base64url');
    await expectRefused(`${text}.${signature}`);
  });
});
