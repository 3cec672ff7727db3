import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JwtService } from '@nestjs/jwt';
import { People } from '../../support/people.js';
import {
  ISSUER,
  ISSUER_SECRET,
  makeOrganization,
  ROOT_KEY,
  startTenancy,
  type TestOrganization,
} from '../../support/tenancy-app.js';

let tenancy: Awaited<ReturnType<typeof startTenancy>>;
let ask: typeof tenancy.ask;
let people: People;
let home: string;

beforeAll(async () => {
  tenancy = await startTenancy();
  ({ ask } = tenancy);
  people = new People(tenancy);
  const me = await ask('get', '/v1/me', ROOT_KEY).expect(200);
  home = (me.body as { workspace_id: string }).workspace_id;
});
afterAll(() => tenancy.close());

describe('an identity that is linked in several organizations', () => {
  const token = new JwtService({}).sign(
    {},
    { secret: ISSUER_SECRET, issuer: ISSUER, audience: 'airlock', subject: 'employee', expiresIn: 60 },
  );
  let employer: TestOrganization;
  let stranger: TestOrganization;
  const link = async ({ apiKey, workspaceId }: TestOrganization) => {
    const id = await people.make(apiKey, { email: 'employee@example.com', issuer: ISSUER, subject: 'employee' });
    await people.join(apiKey, workspaceId, id, 'member').expect(201);
    return id;
  };

  it('may be linked by each of them, and none learns of the other', async () => {
    employer = await makeOrganization(tenancy);
    stranger = await makeOrganization(tenancy);
    const ids = [await link(employer), await link(stranger)];
    expect(new Set(ids).size).toBe(2);
    const again = await ask('post', '/v1/users', employer.apiKey).send({ email: 'employee@example.com' }).expect(409);
    expect(again.body).toMatchObject({ code: 'INVALID_STATE' });
  });

  it('acts nowhere until a token names an organization', async () => {
    const unnamed = await ask('get', '/v1/me', token).expect(401);
    expect(unnamed.body).toMatchObject({ detail: expect.stringContaining('X-Namespace') });
    // A name that fits both could mean either.
    const ambiguous = await ask('get', '/v1/me', token, 'default').expect(400);
    expect(ambiguous.body).toMatchObject({ code: 'NAMESPACE_REQUIRED' });
    await ask('get', '/v1/me', token, home).expect(404);
  });

  it('then acts there, whatever another organization links', async () => {
    await ask('get', '/v1/me', token, employer.workspaceId).expect(200);
    for (const namespace of [undefined, 'default', employer.workspaceId]) {
      const me = await ask('get', '/v1/me', token, namespace).expect(200);
      expect(me.body).toMatchObject({ workspace_id: employer.workspaceId });
    }
  });

  it('must name the organization once both links are in use', async () => {
    await ask('get', '/v1/me', token, stranger.workspaceId).expect(200);
    const unnamed = await ask('get', '/v1/me', token).expect(400);
    expect(unnamed.body).toMatchObject({ code: 'NAMESPACE_REQUIRED' });
    await ask('get', '/v1/me', token, employer.workspaceId).expect(200);
  });
});

describe('an address that has accounts in several organizations', () => {
  const email = 'shared@example.com';
  const passwords = ['the first password', 'another password'] as const;
  const logInTo = (password: string, organization?: string) =>
    ask('post', '/v1/auth/login').send({ email, password, organization });
  let organizations: TestOrganization[];

  beforeAll(async () => {
    organizations = [await makeOrganization(tenancy), await makeOrganization(tenancy)];
    for (const [index, { apiKey, workspaceId }] of organizations.entries()) {
      const id = await people.make(apiKey, { email, password: passwords[index] });
      await people.join(apiKey, workspaceId, id, 'member').expect(201);
    }
  });

  it('logs in where the password fits', async () => {
    for (const [index, password] of passwords.entries()) {
      const me = await ask('get', '/v1/me', await people.logIn(email, password)).expect(200);
      expect(me.body).toMatchObject({ organization_id: organizations[index]!.organizationId });
    }
    await logInTo(passwords[0], organizations[1]!.organizationId).expect(401);
    await logInTo(passwords[0], organizations[0]!.organizationId).expect(200);
  });

  it('must be sent with an organization when the password fits several', async () => {
    const [, { apiKey, organizationId }] = organizations as [TestOrganization, TestOrganization];
    const { items } = (await ask('get', '/v1/users', apiKey).expect(200)).body as { items: { user_id: string }[] };
    await ask('patch', `/v1/users/${items[0]!.user_id}`, apiKey).send({ password: passwords[0] }).expect(200);
    const answer = await logInTo(passwords[0]).expect(400);
    expect(answer.body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ field: 'organization' }] });
    await logInTo(passwords[0], organizationId).expect(200);
  });
});

describe('a new password', () => {
  it('ends the tokens that were given out before', async () => {
    const { apiKey, workspaceId } = await makeOrganization(tenancy);
    const email = 'changer@example.com';
    const id = await people.make(apiKey, { email, password: 'before before' });
    await people.join(apiKey, workspaceId, id, 'member').expect(201);
    const before = await people.logIn(email, 'before before');
    await ask('get', '/v1/me', before).expect(200);
    await ask('patch', `/v1/users/${id}`, apiKey).send({ name: 'Another name' }).expect(200);
    await ask('get', '/v1/me', before).expect(200);
    await ask('patch', `/v1/users/${id}`, apiKey).send({ password: 'after after' }).expect(200);
    await ask('get', '/v1/me', before).expect(401);
    await ask('get', '/v1/me', await people.logIn(email, 'after after')).expect(200);
  });

  it('is none by null: no token is given out any more, and those that were end', async () => {
    const { apiKey, workspaceId } = await makeOrganization(tenancy);
    const email = 'leaver@example.com';
    const id = await people.make(apiKey, { email, password: 'before before' });
    await people.join(apiKey, workspaceId, id, 'member').expect(201);
    const before = await people.logIn(email, 'before before');
    await ask('patch', `/v1/users/${id}`, apiKey).send({ password: null }).expect(200);
    await ask('get', '/v1/me', before).expect(401);
    await ask('post', '/v1/auth/login').send({ email, password: 'before before' }).expect(401);
  });
});

it('loses its display name by null, and nothing by other changes', async () => {
  const { apiKey } = await makeOrganization(tenancy);
  const id = await people.make(apiKey, { email: 'named@example.com', name: 'Ada' });
  const renamed = await ask('patch', `/v1/users/${id}`, apiKey).send({ email: 'other@example.com' }).expect(200);
  expect(renamed.body).toMatchObject({ name: 'Ada' });
  const unnamed = await ask('patch', `/v1/users/${id}`, apiKey).send({ name: null }).expect(200);
  expect(unnamed.body).toMatchObject({ name: null });
  const { apiKey: foreign } = await makeOrganization(tenancy);
  await ask('patch', `/v1/users/${id}`, foreign).send({ name: null }).expect(404);
});

describe('a membership', () => {
  it('is of their own organization', async () => {
    const { apiKey } = await makeOrganization(tenancy);
    const id = await people.make(apiKey, { email: 'both@example.com' });
    await people.join(ROOT_KEY, home, id, 'member').expect(404);
  });
});
