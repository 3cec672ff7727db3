import { describe, expect, it } from '@jest/globals';
import { uploadAsOf } from './upload-as-of.js';
import type { Upload } from './upload.js';

const now = new Date();
const upload = {
  ...{ id: 'upl_1', status: 'REJECTED', statusReason: 'infected:X', completedAt: now, verifiedAt: now },
} as Upload;
const move = { sequence: 2, event: 'confirmed', at: now, from: null, actor: 'key', detail: null } as const;

describe('an upload as of one of its moves', () => {
  it('is where that move led it, not where it is by now', () => {
    const change = uploadAsOf(upload, 3, { ...move, to: 'SCANNING' });
    expect(change).toMatchObject({ sequence: 2, event: 'confirmed', isLast: false });
    expect(change.upload).toMatchObject({ id: 'upl_1', status: 'SCANNING', statusReason: null, completedAt: null });
  });

  it('is the upload itself for the latest', () => {
    const change = uploadAsOf(upload, 2, { ...move, to: 'REJECTED' });
    expect(change.upload).toBe(upload);
    expect(change.isLast).toBe(true);
  });

  it('has the reason it had then, and is not at its end if it went on', () => {
    const change = uploadAsOf(upload, 4, { ...move, to: 'REJECTED', detail: 'quarantined:x' });
    expect(change.upload.statusReason).toBe('quarantined:x');
    expect(change.isLast).toBe(false);
  });

  it('has none of what was found later', () => {
    const admitted = {
      ...{ ...upload, status: 'AVAILABLE', statusReason: null, confirmedAt: now, etag: '"e"', size: 3 },
      ...{ detectedType: 'text/plain', typeProof: 'proven', objectId: 'obj_1', duplicateOfUploadId: 'upl_0' },
    } as Upload;
    const nothingFound = { completedAt: null, verifiedAt: null, detectedType: null, typeProof: null, objectId: null };
    expect(uploadAsOf(admitted, 3, { ...move, to: 'SCANNING' }).upload).toMatchObject({
      ...{ ...nothingFound, duplicateOfUploadId: null, confirmedAt: now, etag: '"e"', size: 3 },
    });
    expect(uploadAsOf(admitted, 3, { ...move, to: 'PENDING' }).upload).toMatchObject({
      ...{ ...nothingFound, confirmedAt: null, etag: null, size: null },
    });
  });

  it('was complete when it was, though it went on', () => {
    const before = new Date(now.getTime() - 1_000);
    const change = uploadAsOf(upload, 5, { ...move, at: before, to: 'AVAILABLE' });
    expect(change.upload).toMatchObject({ status: 'AVAILABLE', completedAt: before, verifiedAt: null });
    expect(uploadAsOf(upload, 5, { ...move, to: 'AVAILABLE' }).upload).toMatchObject({ completedAt: now });
  });

  it('may go on while it is open', () => {
    expect(uploadAsOf(upload, 2, { ...move, to: 'SCANNING' }).isLast).toBe(false);
  });
});
