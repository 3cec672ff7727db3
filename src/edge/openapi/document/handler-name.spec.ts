import { describe, expect, it } from '@jest/globals';
import { handlerName, inWireNames, withoutPathNumber } from './handler-name.js';

describe('the name of a handler', () => {
  it('is made of its controller and method', () => {
    expect(handlerName('UploadsController', 'confirmInBucket')).toBe('UploadsController_confirmInBucket');
  });

  it('says whether the path is a second one', () => {
    expect(withoutPathNumber('Files_list[0]')).toEqual({ handler: 'Files_list', isAlias: false });
    expect(withoutPathNumber('Files_list[1]')).toEqual({ handler: 'Files_list', isAlias: true });
    expect(withoutPathNumber('Files_list')).toEqual({ handler: 'Files_list', isAlias: false });
  });
});

describe('a path', () => {
  it('has the names of JSON bodies', () => {
    expect(inWireNames('/v1/buckets/{bucketId}/uploads/{upload_id}')).toBe(
      '/v1/buckets/{bucket_id}/uploads/{upload_id}',
    );
  });
});
