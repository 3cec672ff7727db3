import { describe, expect, it } from '@jest/globals';
import { fileTypeOf, fileTypes } from './file-type.js';

describe('fileTypeOf', () => {
  it.each([
    ['image/png', 'IMAGE'],
    ['VIDEO/mp4', 'VIDEO'],
    ['audio/mpeg', 'AUDIO'],
    ['text/csv; charset=utf-8', 'TEXT'],
    ['text/markdown', 'DOCUMENT'],
    ['application/pdf', 'PDF'],
    ['application/msword', 'DOCUMENT'],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'DOCUMENT'],
    ['application/vnd.oasis.opendocument.text', 'DOCUMENT'],
    ['application/zip', 'OTHER'],
    ['font/woff2', 'OTHER'],
  ])('makes %s %s', (type, expected) => {
    expect(fileTypeOf(type)).toBe(expected);
    expect(fileTypes).toContain(expected);
  });
});
