import { describe, expect, it } from '@jest/globals';
import { attemptPlaces, plannedKey, sealedPrefix, stagingKey, uploadOfStagingKey } from './object-key.js';

const workspaceId = 'ws_0123456789abcdef';
const uploadId = 'upl_0123456789abcdef';
const upload = { workspaceId, id: uploadId };
const plan = {
  workspaceId,
  bucketId: 'bkt_0123456789abcdef',
  uploadId,
  strategy: 'date' as const,
  prefix: 'in/',
  filename: 'Photo.JPG',
  at: new Date('2026-03-09T23:59:59.999Z'),
};

describe('staging keys', () => {
  it('lead back to their upload', () => {
    expect(stagingKey(upload)).toBe(`${workspaceId}/staging/${uploadId}`);
    expect(uploadOfStagingKey(stagingKey(upload))).toEqual(upload);
  });

  it.each([
    '',
    `${workspaceId}/staging/`,
    `${workspaceId}/staging/${uploadId}/x`,
    `${workspaceId}/staging/${uploadId}\n`,
    `x/${workspaceId}/staging/${uploadId}`,
    `${sealedPrefix(upload)}token`,
    plannedKey(plan),
  ])('are not %p', (key) => {
    expect(uploadOfStagingKey(key)).toBeNull();
  });
});

describe('final keys', () => {
  it('are made of ids, so that no name of a caller is in them', () => {
    expect(plannedKey({ ...plan, strategy: 'id' })).toBe(`${workspaceId}/${plan.bucketId}/${uploadId}`);
  });

  it('have the day in UTC and the extension when the bucket wants dates', () => {
    expect(plannedKey(plan)).toBe(`in/2026/03/09/${uploadId}.jpg`);
  });

  it.each(['Makefile', 'a.', 'a.b/c', 'a.p h', 'a.é', 'a.toolongextension', 'a.../..', 'a.%2F'])(
    'leave out an extension that is not plain: %p',
    (filename) => {
      expect(plannedKey({ ...plan, filename })).toBe(`in/2026/03/09/${uploadId}`);
    },
  );

  it('differ for every attempt', () => {
    const of = (attempts: number) => Object.values(attemptPlaces({ ...upload, key: 'key', attempts }));
    expect([1, 2].flatMap(of)).toEqual([
      ...[`${workspaceId}/sealed/${uploadId}/1`, 'key', `${workspaceId}/quarantine/${uploadId}/1`],
      ...[`${workspaceId}/sealed/${uploadId}/2`, 'key.2', `${workspaceId}/quarantine/${uploadId}/2`],
    ]);
  });

  it('never begin like staging or sealed keys, which URLs or attempts can write', () => {
    for (const strategy of ['id', 'date'] as const) {
      const key = plannedKey({ ...plan, strategy });
      expect(key.startsWith(`${workspaceId}/staging/`)).toBe(false);
      expect(key.startsWith(sealedPrefix(upload))).toBe(false);
    }
  });
});
