import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Airlock } from '../support/airlock.js';
import { Api, type Json } from '../support/api.js';
import { until } from '../support/resilience/until.js';
import { type IssuerKey, makeKey, TokenIssuer } from '../support/token-issuer.js';

const ISSUER = 'https://login.example';

let issuer: TokenIssuer;
let key: IssuerKey;
let airlock: Airlock;
let api: Api;

beforeAll(async () => {
  issuer = await TokenIssuer.start(ISSUER);
  key = await makeKey('EdDSA', 'key');
  // It fails from the beginning: a set of keys that is known is not fetched again for minutes.
  issuer.published = (_, response) => void response.writeHead(500).end();
  airlock = await Airlock.start({ env: { JWT_JWKS_URL: issuer.url, JWT_ISSUER: ISSUER } });
  api = new Api(airlock.url);
});
afterAll(() => airlock.dispose());
afterAll(() => issuer.stop());

const issuerHealth = async () => ((await api.get('/health/ready')).body as Json).issuer;
const said = (what: string) => airlock.output.filter((line) => line.includes(`issuer is ${what}`));
const withToken = async () => api.as(await issuer.sign(key)).get('/v1/me');

describe('an issuer that does not publish its keys', () => {
  it('is shown in the health and logged once, its tokens are 503, and everything else works', async () => {
    await until(async () => (await issuerHealth()).state === 'down');
    expect((await issuerHealth()).detail).toMatch(
      /^The keys of JWT_JWKS_URL cannot be fetched: the host answered 500\. No key is known/,
    );
    expect(await api.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'degraded' } });
    expect(await withToken()).toMatchObject({
      status: 503,
      headers: { 'retry-after': expect.any(String) },
      body: { code: 'UNAVAILABLE' },
    });
    expect((await api.get('/v1/me')).status).toBe(200);
    expect(said('down')).toHaveLength(1);
  });

  it('is up again when it does, and its tokens are judged', async () => {
    issuer.published = [key.jwk];
    await until(async () => (await issuerHealth()).state === 'up');
    expect(await withToken()).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining('linked to no user') },
    });
    await until(() => said('up again').length === 1);
    expect(said('down')).toHaveLength(1);
  });
});
