import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Actor, Scope } from '../../shared/actor.js';
import { Errors } from '../../shared/errors/errors.js';
import { Authenticator } from './authenticator.js';
import { CONNECTION_CHECK_MS } from './revocation-times.js';
import { decodeRightsChange, encodeRightsChange, RightsChanges } from './rights-changes.js';
import { SessionGuard } from './session-guard.js';

const actorWith = (...scopes: Scope[]): Actor => ({
  ...{ organizationId: 'org_a', workspaceId: 'ws_a', tier: 'free', quotaBytes: 1, keyId: 'key_a' },
  scopes: new Set(scopes),
});

/** Answers what the test says. */
class Answering extends Authenticator {
  answer: Actor | Error = actorWith('uploads:read', 'admin');

  async authenticate(): Promise<Actor> {
    if (this.answer instanceof Error) throw this.answer;
    return this.answer;
  }
}

let authenticator: Answering;
let rights: RightsChanges;
let session: SessionGuard;

beforeEach(() => {
  jest.useFakeTimers();
  authenticator = new Answering();
  // It sends nothing here.
  rights = new RightsChanges(undefined as never, undefined as never);
  const actor = actorWith('uploads:read', 'admin');
  session = new SessionGuard(authenticator, rights, { bearer: 'a', namespace: undefined }, { actor });
});
afterEach(() => {
  session.close();
  jest.useRealTimers();
});

const ended = async () => {
  await jest.advanceTimersByTimeAsync(0);
  return session.signal.aborted;
};

describe('an open connection', () => {
  it('ends at its next check once its credentials are refused, also when nothing was heard of it', async () => {
    authenticator.answer = Errors.unauthenticated();
    await jest.advanceTimersByTimeAsync(CONNECTION_CHECK_MS - 1);
    expect(await ended()).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(await ended()).toBe(true);
  });

  it('ends at once when rights changed in its organization, and not for another', async () => {
    authenticator.answer = Errors.unauthenticated();
    rights.apply('org_b');
    expect(await ended()).toBe(false);
    rights.apply('org_a');
    expect(await ended()).toBe(true);
  });

  it('ends when messages may have been missed', async () => {
    authenticator.answer = Errors.unauthenticated();
    rights.apply(undefined);
    expect(await ended()).toBe(true);
  });

  it.each<[string, Actor]>([
    ['lost a scope', actorWith('uploads:read')],
    ['is in another workspace', { ...actorWith('uploads:read', 'admin'), workspaceId: 'ws_b' }],
    ['is another', { ...actorWith('uploads:read', 'admin'), keyId: 'key_b' }],
  ])('ends when its caller %s', async (_, answer) => {
    authenticator.answer = answer;
    rights.apply('org_a');
    expect(await ended()).toBe(true);
  });

  it('stays open while the caller is the same, and while the database is away', async () => {
    rights.apply('org_a');
    expect(await ended()).toBe(false);
    authenticator.answer = new Error('no connection');
    rights.apply('org_a');
    expect(await ended()).toBe(false);
  });

  it('is not checked once it is closed', async () => {
    session.close();
    authenticator.answer = Errors.unauthenticated();
    rights.apply('org_a');
    await jest.advanceTimersByTimeAsync(10 * CONNECTION_CHECK_MS);
    expect(await ended()).toBe(false);
  });
});

describe('a change of rights on its way', () => {
  it('is read as it was written, and other messages are not taken for one', () => {
    expect(decodeRightsChange(encodeRightsChange('org_a'))).toEqual(['org_a']);
    expect(decodeRightsChange('{"ws_1":["upl_1:1"]}')).toEqual([]);
    expect(decodeRightsChange('nonsense')).toEqual([]);
  });
});
