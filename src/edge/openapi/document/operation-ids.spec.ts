import { describe, expect, it } from '@jest/globals';
import { inWireNames, operationId, withoutPathNumber } from './operation-ids.js';

describe('the id of an operation', () => {
  it('is made of its controller and method', () => {
    expect(operationId('UploadsController', 'confirmInBucket')).toBe('uploadsConfirmInBucket');
  });

  it('of a second path is an alias', () => {
    expect(withoutPathNumber('filesList[0]')).toEqual({ id: 'filesList', name: 'filesList', isAlias: false });
    expect(withoutPathNumber('filesList[1]')).toEqual({ id: 'filesListAlias', name: 'filesList', isAlias: true });
    expect(withoutPathNumber('filesList')).toEqual({ id: 'filesList', name: 'filesList', isAlias: false });
  });
});

describe('a path', () => {
  it('has the names of JSON bodies', () => {
    expect(inWireNames('/v1/buckets/{bucketId}/uploads/{upload_id}')).toBe(
      '/v1/buckets/{bucket_id}/uploads/{upload_id}',
    );
  });
});
