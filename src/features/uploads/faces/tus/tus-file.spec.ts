import { describe, expect, it } from '@jest/globals';
import { fileOf, type TusMetadata } from './tus-file.js';

describe('a file that is described by Upload-Metadata', () => {
  it('has bucket, name and type, and keeps the rest', () => {
    const said = { bucket: 'assets', filename: 'hellö.txt', filetype: 'text/plain', order: '7', flag: null };
    expect(fileOf(said)).toEqual({
      ...{ bucket: 'assets', filename: 'hellö.txt', contentType: 'text/plain' },
      metadata: { order: '7', flag: null },
    });
  });

  it('may be described as Uppy does, with every value twice', () => {
    const said = { filename: 'a.png', name: 'a.png', filetype: 'image/png', type: 'image/png', relativePath: 'null' };
    expect(fileOf(said)).toEqual({
      ...{ bucket: undefined, filename: 'a.png', contentType: 'image/png' },
      metadata: { relativePath: 'null' },
    });
  });

  it('may be described as for Supabase, with a path for a name', () => {
    const said = { bucketName: 'avatars', objectName: 'people/me.png', contentType: 'image/png', cacheControl: '60' };
    expect(fileOf(said)).toEqual({
      ...{ bucket: 'avatars', filename: 'me.png', contentType: 'image/png' },
      metadata: { cacheControl: '60', objectName: 'people/me.png' },
    });
  });

  it.each<TusMetadata | undefined>([
    undefined,
    {},
    { filetype: '', filename: null },
    { filetype: 'undefined', filename: 'null' },
  ])('may lack everything: %j', (said) => {
    expect(fileOf(said)).toMatchObject({ filename: 'unnamed', contentType: 'application/octet-stream' });
  });
});
