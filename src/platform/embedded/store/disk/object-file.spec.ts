import { describe, expect, it } from '@jest/globals';
import { decodeObject, encodeObject } from './object-file.js';
import { type ObjectRecord, type StoredObject } from './object-record.js';

const record: ObjectRecord = {
  ...{ key: 'a\nb/ü.txt', size: 3, etag: 'e', modifiedAt: 1, checksums: {}, segments: [] },
  ...{ headers: { 'content-disposition': 'a\r\nb' }, metadata: {}, tags: [{ key: '\n', value: '\u2028' }] },
};

const written = (object: StoredObject) =>
  Buffer.concat(encodeObject(object).map((piece) => Buffer.from(piece as string)));

describe('the file of an object', () => {
  it('holds bytes after the record, line breaks and all', () => {
    for (const bytes of ['\n\n\n', '{}\n', '\r\n\0'].map((text) => Buffer.from(text))) {
      expect(decodeObject(written({ record, bytes }))).toEqual({ record, bytes });
    }
  });

  it('holds an empty object', () => {
    const empty = { record: { ...record, size: 0 }, bytes: Buffer.alloc(0) };
    expect(decodeObject(written(empty))).toEqual(empty);
  });

  it('is the record alone when the bytes are in segments, as in earlier versions', () => {
    const object = { record: { ...record, segments: [{ id: '0'.repeat(32), size: 3 }] } };
    expect(written(object).toString()).toBe(JSON.stringify(object.record));
    expect(decodeObject(written(object))).toEqual(object);
  });

  it('is refused when bytes are missing or added', () => {
    const file = written({ record, bytes: Buffer.from('abc') });
    const damaged = [file.subarray(0, -1), Buffer.concat([file, Buffer.from('d')]), written({ record })];
    for (const content of damaged) expect(() => decodeObject(content)).toThrow(/is damaged: \d bytes instead of 3/);
  });
});
