import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Api } from './api.js';

export const ISSUER = 'https://login.example';
export const ISSUER_SECRET = 'the-secret-of-another-issuer-is-this-one';

/** Settings of a server that takes the tokens of that issuer. */
export const outsideIssuer = { JWT_ISSUER: ISSUER, JWT_SECRET: ISSUER_SECRET };

/** A token as that issuer gives it to one of its accounts. */
export const outsideToken = (subject: string): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(ISSUER)
    .setSubject(subject)
    .setAudience('airlock')
    .setExpirationTime('10m')
    .sign(Buffer.from(ISSUER_SECRET));

/** A user who logs in elsewhere. */
export interface LinkedPerson {
  token: string;
  userId: string;
  identityId: string;
  workspace: string;
}

/** With a role in the caller's workspace, and no password. The link has not been used yet. */
export async function linkedPerson(api: Api, role: string): Promise<LinkedPerson> {
  const { body: me } = await api.get('/v1/me');
  const subject = randomUUID();
  const { body: user } = await api.post('/v1/users', { email: `${subject}@people.example`, issuer: ISSUER, subject });
  await api.post(`/v1/workspaces/${me.workspace_id}/members`, { user_id: user.user_id, role });
  return {
    token: await outsideToken(subject),
    userId: user.user_id,
    identityId: user.identities[0].identity_id,
    workspace: me.workspace_id,
  };
}

export const identityPath = ({ userId, identityId }: Pick<LinkedPerson, 'userId' | 'identityId'>) =>
  `/v1/users/${userId}/identities/${identityId}`;
