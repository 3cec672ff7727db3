import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../shared/errors/domain-error.js';
import { Errors } from '../../../shared/errors/errors.js';
import { endOf, refusalOf, type ShownCredentials } from './close-reason.js';

const key: ShownCredentials = { authorization: 'Bearer sk_1', hasBearer: true, hasHeader: false };
const unknown = Errors.unauthenticated();

describe('a refused socket', () => {
  it.each<[string, ShownCredentials, RegExp]>([
    ['no credentials', { authorization: undefined, hasBearer: false, hasHeader: false }, /^No credentials/],
    ['an empty text', { authorization: '', hasBearer: false, hasHeader: false }, /^No credentials/],
    ['only the header', { authorization: undefined, hasBearer: false, hasHeader: true }, /header is not read/],
    ['a key without Bearer', { authorization: 'sk_1', hasBearer: false, hasHeader: false }, /must be "Bearer/],
    ['a number', { authorization: 7, hasBearer: false, hasHeader: true }, /must be "Bearer/],
    ['an unknown key', key, /unknown, expired or revoked/],
  ])('for %s says what to send', (_, shown, reason) => {
    expect(refusalOf(unknown, shown)).toEqual({ code: 4401, reason: expect.stringMatching(reason) });
  });

  it('passes on what else is wrong', () => {
    const linked = Errors.unauthenticated('This token is linked to no user.');
    expect(refusalOf(linked, key)).toEqual({ code: 4401, reason: 'This token is linked to no user.' });
    expect(refusalOf(Errors.notFound('Workspace'), key)).toEqual({ code: 4403, reason: 'Workspace not found.' });
    const namespace = new DomainError('invalid', 'NAMESPACE_REQUIRED', 'Name a workspace.');
    expect(refusalOf(namespace, key)).toEqual({ code: 4400, reason: 'Name a workspace.' });
  });

  it('may be tried again when the refusal says nothing about the caller', () => {
    expect(refusalOf(Errors.rateLimited('Too many connections.', 1), key)).toEqual({
      code: 1013,
      reason: 'Too many connections.',
    });
    expect(refusalOf(new Error('secret'), key)).toEqual({ code: 1013, reason: 'Try again later' });
  });

  it.each([0, 1, 2, 3])('has a reason that fits a close frame (%s)', (extra) => {
    const { reason } = refusalOf(Errors.forbidden(`${'x'.repeat(120 + extra)}ä€😀${'ä'.repeat(200)}`), key);
    expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
    expect(reason.length).toBeGreaterThan(60);
  });
});

describe('an open socket', () => {
  it('is closed so that clients connect again with new credentials', () => {
    expect(endOf(unknown)).toEqual({ code: 4403, reason: expect.stringMatching(/revoked or has expired/) });
    expect(endOf(Errors.forbidden('This needs the scope uploads:read.'))).toEqual({
      code: 4403,
      reason: 'This needs the scope uploads:read.',
    });
  });
});
