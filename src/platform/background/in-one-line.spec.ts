import { describe, expect, it } from '@jest/globals';
import { inOneLine } from './in-one-line.js';

describe('inOneLine', () => {
  it('keeps the words and drops the lines', () => {
    const error = new Error("\nInvalid `prisma.upload.findFirst()` invocation:\n\n\nCan't reach the server");
    expect(inOneLine(error)).toBe("Invalid `prisma.upload.findFirst()` invocation: Can't reach the server");
  });

  it('takes whatever was thrown', () => {
    expect(inOneLine('gone')).toBe('gone');
  });
});
