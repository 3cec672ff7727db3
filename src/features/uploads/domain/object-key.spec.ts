import { describe, expect, it } from '@jest/globals';
import { attemptPlaces, sealedPrefix, stagingKey, uploadOfStagingKey } from './object-key.js';

const workspaceId = 'ws_0123456789abcdef';
const uploadId = 'upl_0123456789abcdef';
const upload = { workspaceId, id: uploadId };

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
    `${workspaceId}/bkt_0123456789abcdef/${uploadId}`,
  ])('are not %p', (key) => {
    expect(uploadOfStagingKey(key)).toBeNull();
  });
});

describe('final keys', () => {
  it('differ for every attempt', () => {
    const of = (attempts: number) => Object.values(attemptPlaces({ ...upload, key: 'key', attempts }));
    expect([1, 2].flatMap(of)).toEqual([
      ...[`${workspaceId}/sealed/${uploadId}/1`, 'key', `${workspaceId}/quarantine/${uploadId}/1`],
      ...[`${workspaceId}/sealed/${uploadId}/2`, 'key.2', `${workspaceId}/quarantine/${uploadId}/2`],
    ]);
  });
});
