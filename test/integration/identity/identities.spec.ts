import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LastUses } from '../../../src/features/identity/last-uses.service.js';
import { MOST_IDENTITIES } from '../../../src/features/identity/index.js';
import type { Json } from '../../support/api.js';
import { ISSUER, outsideToken } from '../../support/outside-identity.js';
import { People } from '../../support/people.js';
import { makeOrganization, startTenancy, startTenancyApp, type TestOrganization } from '../../support/tenancy-app.js';

let tenancy: Awaited<ReturnType<typeof startTenancy>>;
let ask: typeof tenancy.ask;
let people: People;
let organization: TestOrganization;
let key: string;

beforeAll(async () => {
  tenancy = await startTenancy();
  ({ ask } = tenancy);
  people = new People(tenancy);
  organization = await makeOrganization(tenancy);
  key = organization.apiKey;
});
afterAll(() => tenancy.close());

let made = 0;

interface Linked {
  userId: string;
  identityId: string;
  subject: string;
  token: string;
}

/** A member with one identity, who has used it unless `unused`. */
async function linked(role = 'member', { in: at = organization, subject = `subject-${made++}`, unused = false } = {}) {
  const body = { email: `person-${made++}@example.com`, issuer: ISSUER, subject };
  const user = (await ask('post', '/v1/users', at.apiKey).send(body).expect(201)).body as Json;
  await people.join(at.apiKey, at.workspaceId, user.user_id, role).expect(201);
  const token = await outsideToken(subject);
  if (!unused) await ask('get', '/v1/me', token, at.workspaceId).expect(200);
  return { userId: user.user_id, identityId: user.identities[0].identity_id, subject, token } as Linked;
}

const unlink = ({ userId, identityId }: Pick<Linked, 'userId' | 'identityId'>, by = key) =>
  ask('delete', `/v1/users/${userId}/identities/${identityId}`, by);

const link = (userId: string, subject: string) =>
  ask('patch', `/v1/users/${userId}`, key).send({ issuer: ISSUER, subject });

const identitiesOf = async (userId: string): Promise<Json[]> =>
  ((await ask('get', `/v1/users/${userId}`, key).expect(200)).body as Json).identities;

/** The trail of a user's links, oldest first. */
const trail = (userId: string) =>
  tenancy.database.query<{ action: string; actor: string; detail: Json }>(
    `SELECT action, actor, detail FROM audit_events WHERE subject = '${userId}' AND action LIKE 'identity.%' ORDER BY id`,
  );

describe('the identities of a user', () => {
  it('are shown with the user, to the person too, and say how far they are used', async () => {
    const one = await linked('member', { unused: true });
    const unused = { identity_id: one.identityId, user_id: one.userId, issuer: ISSUER, subject: one.subject };
    const before = await identitiesOf(one.userId);
    expect(before).toMatchObject([{ ...unused, activated_at: null, last_used_at: null }]);
    expect(Date.parse(before[0].linked_at)).not.toBeNaN();
    await ask('get', '/v1/me', one.token, organization.workspaceId).expect(200);
    await tenancy.app.get(LastUses).beforeApplicationShutdown();
    const [after] = await identitiesOf(one.userId);
    expect(Date.parse(after.activated_at)).not.toBeNaN();
    expect(after.last_used_at).toBe(after.activated_at);
    expect((await ask('get', '/v1/me', one.token).expect(200)).body).toMatchObject({ identities: [after] });
    expect((await ask('get', '/v1/me', key).expect(200)).body).toMatchObject({ identities: [] });
    const list = (await ask('get', '/v1/users?limit=1', key).expect(200)).body as Json;
    expect(list.items).toMatchObject([{ user_id: one.userId, identities: [after] }]);
  });

  it('are the same over GraphQL, and nodes', async () => {
    const one = await linked();
    const [shown] = await identitiesOf(one.userId);
    const fields = 'id userId issuer subject linkedAt activatedAt lastUsedAt';
    const { identity_id: id, user_id: userId, linked_at: linkedAt, activated_at: activatedAt } = shown;
    const same = { id, userId, issuer: ISSUER, subject: one.subject, linkedAt, activatedAt };
    const query = `query ($user: ID!, $id: ID!) {
      user(id: $user) { identities { ${fields} } }
      users(first: 1) { nodes { identities { ${fields} } } }
      node(id: $id) { ... on Identity { ${fields} } }
    }`;
    const { data } = (await tenancy.graphql(key, query, { user: one.userId, id })).body as Json;
    expect(data.user.identities).toMatchObject([same]);
    expect(data.users.nodes[0].identities).toMatchObject([same]);
    expect(data.node).toMatchObject(same);
    const other = await makeOrganization(tenancy);
    const foreign = (await tenancy.graphql(other.apiKey, '{ node(id: "' + id + '") { id } }')).body as Json;
    expect(foreign).toEqual({ data: { node: null } });
  });

  it('have a last use that is written once a minute, whichever process sees it', async () => {
    const one = await linked();
    const aged = `UPDATE identities SET last_used_at = now() - interval '2 minutes' WHERE id = '${one.identityId}'`;
    await tenancy.database.query(aged);
    const another = await startTenancyApp(tenancy.database);
    await another.ask('get', '/v1/me', one.token).expect(200);
    await another.app.get(LastUses).beforeApplicationShutdown();
    const [{ last_used_at: first }] = await identitiesOf(one.userId);
    expect(Date.parse(first)).toBeGreaterThan(Date.now() - 60_000);
    await another.close();
  });

  it('may be many, but not endlessly', async () => {
    const { userId } = await linked();
    for (let i = 2; i < MOST_IDENTITIES; i++) await link(userId, `many-${i}`).expect(200);
    const ends = await Promise.all([link(userId, 'one-more'), link(userId, 'another-more')]);
    expect(ends.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = ends.find(({ status }) => status === 409)!.body as Json;
    expect(refused).toMatchObject({ code: 'INVALID_STATE', detail: expect.stringContaining('Remove one') });
    expect(await identitiesOf(userId)).toHaveLength(MOST_IDENTITIES);
  });

  it('are found where the version before wrote them', async () => {
    const { userId } = await linked();
    const { organizationId } = organization;
    await tenancy.database.query(`INSERT INTO identities (issuer, subject, user_id, organization_id)
      VALUES ('${ISSUER}', 'written-before', '${userId}', '${organizationId}')`);
    const [first, second] = await identitiesOf(userId);
    expect(first).toMatchObject({ subject: 'written-before', linked_at: expect.any(String) });
    expect(first.identity_id).toMatch(/^idn_[0-9a-z]{16}$/);
    expect(first.identity_id < second.identity_id).toBe(true);
    await unlink({ userId, identityId: first.identity_id }).expect(204);
  });
});

describe('an identity that is unlinked', () => {
  it('is refused at once; the user, the password and other identities stay', async () => {
    const one = await linked();
    const other = await outsideToken('the-other-one');
    await link(one.userId, 'the-other-one').expect(200);
    await ask('get', '/v1/me', other, organization.workspaceId).expect(200);
    await unlink(one).expect(204);
    const refused = await ask('get', '/v1/me', one.token, organization.workspaceId).expect(401);
    expect(refused.body).toMatchObject({
      code: 'UNAUTHENTICATED',
      detail: expect.stringContaining('linked to no user'),
    });
    await ask('get', '/v1/me', other).expect(200);
    expect(await identitiesOf(one.userId)).toMatchObject([{ subject: 'the-other-one' }]);
  });

  it('is returned by GraphQL as it was', async () => {
    const { userId, identityId, subject } = await linked();
    const mutation = 'mutation ($input: UnlinkIdentityInput!) { unlinkIdentity(input: $input) { id userId subject } }';
    const answer = await tenancy.graphql(key, mutation, { input: { userId, identityId } });
    expect(answer.body).toEqual({ data: { unlinkIdentity: { id: identityId, userId, subject } } });
  });

  it('is not found again, nor below another user, nor by another organization', async () => {
    const [one, another] = [await linked(), await linked()];
    const other = await makeOrganization(tenancy);
    await unlink({ ...one, userId: another.userId }).expect(404);
    await unlink(one, other.apiKey).expect(404);
    await unlink({ ...one, identityId: 'idn_none' }).expect(404);
    await unlink(one).expect(204);
    expect((await unlink(one).expect(404)).body).toMatchObject({ code: 'NOT_FOUND', detail: 'Identity not found.' });
  });

  it('stays linked in other organizations', async () => {
    const subject = 'in-two';
    const other = await makeOrganization(tenancy);
    const [one, elsewhere] = [await linked('member', { subject }), await linked('member', { subject, in: other })];
    await ask('get', '/v1/me', one.token).expect(400);
    await unlink(one).expect(204);
    const me = await ask('get', '/v1/me', elsewhere.token).expect(200);
    expect(me.body).toMatchObject({ organization_id: other.organizationId });
  });

  it('has to name the organization again after it is linked once more', async () => {
    const one = await linked();
    await unlink(one).expect(204);
    await link(one.userId, one.subject).expect(200);
    await ask('get', '/v1/me', one.token).expect(401);
    await ask('get', '/v1/me', one.token, organization.workspaceId).expect(200);
  });

  it('is unlinked by one of two requests', async () => {
    const one = await linked();
    const ends = await Promise.all([unlink(one), unlink(one)]);
    expect(ends.map(({ status }) => status).sort()).toEqual([204, 404]);
    expect((await trail(one.userId)).filter(({ action }) => action === 'identity.unlink')).toHaveLength(1);
  });
});

describe('the last way to log in', () => {
  it('cannot be removed by oneself, and can by others; a new link brings the person back', async () => {
    const owner = await linked('owner');
    const refused = await unlink(owner, owner.token).expect(409);
    expect(refused.body).toMatchObject({ code: 'INVALID_STATE', detail: expect.stringContaining('Set a password') });
    await ask('get', '/v1/me', owner.token).expect(200);
    await unlink(owner).expect(204);
    await link(owner.userId, owner.subject).expect(200);
    await ask('get', '/v1/me', owner.token, organization.workspaceId).expect(200);
  });

  it('is another one for those with a password', async () => {
    const owner = await linked('owner');
    const change = { password: 'a password of the tests' };
    await ask('patch', `/v1/users/${owner.userId}`, key).send(change).expect(200);
    await unlink(owner, owner.token).expect(204);
  });

  it('is one of two that are removed at the same time', async () => {
    const owner = await linked('owner');
    await link(owner.userId, 'second').expect(200);
    const identities = await identitiesOf(owner.userId);
    const removed = identities.map(({ identity_id: identityId }) => unlink({ ...owner, identityId }, owner.token));
    const statuses = (await Promise.all(removed)).map(({ status }) => status);
    expect(statuses).toContain(204);
    expect(await identitiesOf(owner.userId)).toHaveLength(1);
  });
});

describe('the audit trail', () => {
  it('has each link from its beginning to its end', async () => {
    const one = await linked('member', { unused: true });
    await link(one.userId, `second-of-${one.subject}`).expect(200);
    await link(one.userId, one.subject).expect(200);
    const first = () => ask('get', '/v1/me', one.token, organization.workspaceId);
    await Promise.all([first(), first()]);
    await first().expect(200);
    await unlink(one).expect(204);
    await ask('delete', `/v1/users/${one.userId}`, key).expect(204);
    const events = await trail(one.userId);
    const actions = ['identity.link', 'identity.link', 'identity.activate', 'identity.unlink', 'identity.unlink'];
    expect(events.map(({ action }) => action)).toEqual(actions);
    expect(events.map(({ actor }) => actor.slice(0, 3))).toEqual(['key', 'key', 'usr', 'key', 'key']);
    const [created, added, activated, unlinked, gone] = events.map(({ detail }) => detail);
    expect(created).toEqual({ identity: one.identityId, issuer: ISSUER });
    expect([activated, unlinked]).toEqual([created, created]);
    expect(gone).toEqual(added);
    expect(added).not.toEqual(created);
  });
});
