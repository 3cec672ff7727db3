import { describe, expect, it } from '@jest/globals';
import { isAbandoned, isLeftCopy, tracesIn } from './abandoned-session.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const session = { uploadId: 'mine', ageMs: 10 * DAY };
const fresh = { uploadId: 'mine', ageMs: MINUTE };

describe('a session at a staging key', () => {
  it.each(['UPLOADING', 'SCANNING'] as const)('stays while its upload is %s, however old it is', (status) => {
    expect(isAbandoned(session, { status, multipartId: 'mine' })).toBe(false);
  });

  it.each([{ status: 'PENDING', multipartId: null } as const, undefined])(
    'stays while its opening may be under way, and no longer: %j',
    (owner) => {
      expect(isAbandoned(fresh, owner)).toBe(false);
      expect(isAbandoned(session, owner)).toBe(true);
    },
  );

  it('goes when another one is recorded, or when its upload has ended', () => {
    expect(isAbandoned(fresh, { status: 'UPLOADING', multipartId: 'other' })).toBe(true);
    for (const status of ['AVAILABLE', 'REJECTED', 'EXPIRED', 'CANCELED', 'DELETED'] as const)
      expect(isAbandoned(fresh, { status, multipartId: 'mine' })).toBe(true);
  });
});

it('a session at another key is a copy that was left when it is a day old', () => {
  expect(isLeftCopy({ ageMs: DAY + 1 })).toBe(true);
  expect(isLeftCopy({ ageMs: DAY })).toBe(false);
});

describe('the traces of an installation in a key', () => {
  const workspaceId = 'ws_0123456789abcdef';
  const uploadId = 'upl_0123456789abcdef';

  it.each([
    [`${workspaceId}/staging/${uploadId}`, { workspaceId, uploadId }],
    [`${workspaceId}/bkt_0123456789abcdef/${uploadId}.2`, { workspaceId, uploadId }],
    [`${workspaceId}/sealed/${uploadId}/1`, { workspaceId, uploadId }],
    [`${workspaceId}/quarantine/blb_0123456789abcdef/8f14e45f-ceea`, { workspaceId }],
    [`photos/2026/01/31/${uploadId}.jpg`, { uploadId }],
    [`documents/${workspaceId}/doc_0123456789abcdef/report.pdf`, { workspaceId }],
    ['backup/2026.tar', {}],
    ['upl_short', {}],
    [`not_${uploadId}`, {}],
    [`${uploadId}x`, {}],
    [workspaceId, {}],
  ])('%s', (key, traces) => {
    expect(tracesIn(key)).toEqual(traces);
  });
});
