import { describe, expect, it } from '@jest/globals';
import { MemoryAccess } from '../../../test/support/memory-access.js';
import { writeOle } from '../../../test/support/ole-writer.js';
import { balancedOle, wideOle } from '../../../test/support/wild-documents.js';
import { BlockReader } from './block-reader.js';
import { oleRootNames } from './ole-directory.js';

const MIB = 1024 * 1024;
const names = (bytes: Buffer) => oleRootNames(new BlockReader(new MemoryAccess(bytes), new AbortController().signal));

describe('oleRootNames', () => {
  it('compares names without their case', async () => {
    const found = await names(writeOle(['worddocument', 'ENCRYPTEDPACKAGE']));
    expect(['WordDocument', 'EncryptedPackage', 'encryptedpackage'].map((name) => found.has(name))).toEqual([
      true,
      true,
      true,
    ]);
    expect(found.has('Workbook')).toBe(false);
  });

  it('reads directories up to 32 MiB', async () => {
    expect((await names(wideOle((32 * MIB) / 128, 'Workbook'))).has('Workbook')).toBe(true);
    await expect(names(wideOle((33 * MIB) / 128, 'Workbook'))).rejects.toThrow('does not end');
  });

  it('searches the names that decide where there are too many to keep', async () => {
    // Longer names come later, so the one that matters is the last that a walk from the right comes to.
    const many = Array.from({ length: 9_000 }, (_, i) => `stream number ${String(i).padStart(6, '0')}`);
    const found = await names(balancedOle(['EncryptedPackage', ...many]));
    expect(found.has('EncryptedPackage')).toBe(true);
    expect(found.size).toBeLessThan(9_000);
  });
});
