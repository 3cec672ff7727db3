import { describe, expect, it } from '@jest/globals';
import { isAllowed, isMimeType } from './content-type.js';

describe('isMimeType', () => {
  it.each([
    'image/png',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'image/svg+xml',
    'text/plain; charset=utf-8',
    'text/plain;charset="utf-8"',
    'multipart/mixed; boundary="a b"; x=1',
    'TEXT/HTML',
  ])('takes %p', (type) => {
    expect(isMimeType(type)).toBe(true);
  });

  it.each([
    '',
    'png',
    'image/',
    '/png',
    'image/png/x',
    'image/png ',
    ' image/png',
    'image /png',
    'text/plain;',
    'text/plain; charset',
    'text/plain; charset="a',
    'text/plain\r\nx-evil: 1',
    'text/plain; a="\r\n"',
    'text/pläin',
    '*/*"',
    `text/${'a'.repeat(300)}`,
  ])('refuses %p', (type) => {
    expect(isMimeType(type)).toBe(false);
  });

  it('answers at once to text made to keep it busy', () => {
    expect(isMimeType(`a/b${'; a=b'.repeat(50)}"`)).toBe(false);
    expect(isMimeType(`a/b${' \t'.repeat(120)}`)).toBe(false);
  });
});

describe('isAllowed', () => {
  it.each<[string[], string, boolean]>([
    [[], 'application/x-anything', true],
    [['*/*'], 'application/x-anything', true],
    [['image/png'], 'image/png', true],
    [['IMAGE/PNG'], 'Image/Png; q=1', true],
    [['image/*'], 'image/webp', true],
    [['image/*'], 'imagery/webp', false],
    [['image/png'], 'image/png2', false],
    [['image/png', 'text/plain'], 'text/html', false],
  ])('by %p: %p is %p', (allowed, type, expected) => {
    expect(isAllowed(allowed, type)).toBe(expected);
  });
});
