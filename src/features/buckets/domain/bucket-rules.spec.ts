import { describe, expect, it } from '@jest/globals';
import { defaultSettings } from './bucket.js';
import { settingsProblems } from './bucket-rules.js';

const settings = { ...defaultSettings, name: 'invoices' };
const fieldsAtFault = (more: object) => settingsProblems({ ...settings, ...more }).map(({ field }) => field);

describe('the settings of a bucket', () => {
  it.each(['a', 'A-b_9', 'x'.repeat(63)])('may name it %s', (name) => {
    expect(fieldsAtFault({ name })).toEqual([]);
  });

  it.each(['', 'x'.repeat(64), 'a b', 'ä', 'a/b', 'bkt_1', 'ws_x', 'upl_'])('may not name it "%s"', (name) => {
    expect(fieldsAtFault({ name })).toEqual(['bucket_name']);
  });

  it.each(['', 'in', 'in/', 'a/b-c/d_e/'])('may start keys with "%s"', (keyPrefix) => {
    expect(fieldsAtFault({ keyStrategy: 'date', keyPrefix })).toEqual([]);
  });

  it.each([
    '/a',
    'a//b',
    '..',
    'a/../b',
    'a.b/',
    'ws_0123456789abcdef/staging/',
    'ws_x/sealed',
    'a/bkt_1/',
    'documents/ws_1/',
    'ü/',
  ])('may not start keys with %s', (keyPrefix) => {
    expect(fieldsAtFault({ keyStrategy: 'date', keyPrefix })).toEqual(['key_prefix']);
  });

  it('have a prefix only for keys by day', () => {
    expect(fieldsAtFault({ keyStrategy: 'id', keyPrefix: 'a/' })).toEqual(['key_prefix']);
  });

  it('name every field at fault at once', () => {
    const allowedContentTypes = ['image/*', '*/*', 'image/png', 'image', 'a/b;c=d', '*/png'];
    expect(fieldsAtFault({ name: '?', allowedContentTypes })).toEqual([
      'bucket_name',
      'allowed_content_types.3',
      'allowed_content_types.4',
      'allowed_content_types.5',
    ]);
  });
});
