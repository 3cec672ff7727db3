import { describe, expect, it } from '@jest/globals';
import { isAbandoned, isLeftCopy } from './abandoned-session.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const session = { uploadId: 'mine', ageMs: 10 * DAY };
const fresh = { uploadId: 'mine', ageMs: MINUTE };

describe('a session at a staging key', () => {
  it.each(['UPLOADING', 'SCANNING'] as const)('stays while its upload is %s, however old it is', (status) => {
    expect(isAbandoned(session, { status, multipartId: 'mine' })).toBe(false);
  });

  it('stays while its opening may be under way, and no longer', () => {
    expect(isAbandoned(fresh, { status: 'PENDING', multipartId: null })).toBe(false);
    expect(isAbandoned(session, { status: 'PENDING', multipartId: null })).toBe(true);
  });

  it('goes when another one is recorded, when its upload has ended, or when there is none', () => {
    expect(isAbandoned(fresh, { status: 'UPLOADING', multipartId: 'other' })).toBe(true);
    for (const status of ['AVAILABLE', 'REJECTED', 'EXPIRED', 'CANCELED', 'DELETED'] as const)
      expect(isAbandoned(fresh, { status, multipartId: 'mine' })).toBe(true);
    expect(isAbandoned(fresh, undefined)).toBe(true);
  });
});

describe('a session at another key', () => {
  const ours = [
    'ws_0123456789abcdef/bkt_0123456789abcdef/upl_0123456789abcdef',
    'ws_0123456789abcdef/sealed/upl_0123456789abcdef/8f14e45f-ceea',
    'photos/2026/01/31/upl_0123456789abcdef.jpg',
    'documents/ws_0123456789abcdef/doc_0123456789abcdef/report.pdf',
  ];

  it.each(ours)('is a copy that was left when it is a day old: %s', (key) => {
    expect(isLeftCopy({ key, ageMs: DAY + 1 })).toBe(true);
    expect(isLeftCopy({ key, ageMs: DAY })).toBe(false);
  });

  it.each(['backup/2026.tar', 'upl_short', 'not_upl_0123456789abcdef'])('is not ours: %s', (key) => {
    expect(isLeftCopy({ key, ageMs: 10 * DAY })).toBe(false);
  });
});
