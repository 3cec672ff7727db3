import { describe, expect, it } from '@jest/globals';
import { essence } from './content-type.js';

describe('essence', () => {
  it('is the bare type in lower case', () => {
    expect(essence(' Text/HTML ; charset=utf-8')).toBe('text/html');
  });
});
