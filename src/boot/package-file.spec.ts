import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageFile, packageVersion } from './package-file.js';

describe('the files of this package', () => {
  it('are found wherever the process was started', () => {
    const migrations = packageFile('prisma/migrations');
    expect(isAbsolute(migrations)).toBe(true);
    expect(existsSync(migrations)).toBe(true);
  });

  it('tell the version', () => {
    expect(packageVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });
});
