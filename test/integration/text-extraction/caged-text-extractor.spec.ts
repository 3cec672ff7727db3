import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encoded } from '../../support/encoded-text.js';
import { docx, pptx, xlsx } from '../../support/office.js';
import { LentExtractor } from '../../support/caged-extractor.js';
import { writeOle } from '../../support/ole-writer.js';

describe('text of documents, read in the cage', () => {
  let lent: LentExtractor;
  beforeAll(async () => {
    lent = await LentExtractor.open({ EXTRACTION_MAX_CHARACTERS: '100000' });
  });
  afterAll(() => lent.close());

  it.each([
    ['docx', docx('Hello from Word'), 'Hello from Word'],
    ['pptx', pptx('Hello from PowerPoint'), 'Hello from PowerPoint'],
    ['xlsx', xlsx('17'), '17'],
    ['txt', encoded('吾輩は猫である。名前はまだ無い。', 'shift_jis'), '吾輩は猫である。名前はまだ無い。'],
    ['md', Buffer.from('# Hello'), '# Hello'],
    ['csv', Buffer.from('a,b\n1,2'), 'a\tb\n1\t2'],
  ] as const)('reads %s', async (format, bytes, text) => {
    expect(await lent.text(bytes, format)).toBe(text);
  });

  it('tells where each row was, and how far it is', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `${i},x`);
    const found = await lent.read(Buffer.from(rows.join('\n')), 'csv');
    const numbers = found.flatMap((extracted) => (extracted.kind === 'segment' ? [extracted.segment.row] : []));
    expect(numbers).toEqual(rows.map((_, i) => i + 1));
    expect(found.some(({ kind }) => kind === 'progress')).toBe(true);
  });

  it.each([
    ['encrypted', 'docx', writeOle(['EncryptedPackage'])],
    ['corrupt', 'docx', docx().subarray(0, 900)],
    ['empty', 'txt', Buffer.from('  ')],
    ['too_large', 'txt', Buffer.from('word '.repeat(30_000))],
    ['unsupported', 'xlsx', writeOle(['Workbook'])],
  ] as const)('ends as %s, and the next document is read', async (code, format, bytes) => {
    await expect(lent.text(bytes, format)).rejects.toMatchObject({ name: 'ExtractionError', code });
    expect(await lent.text(docx('next'), 'docx')).toBe('next');
  });

  it('ends as timeout when its time is over', async () => {
    const hurried = await LentExtractor.open({ EXTRACTION_SECONDS: '1' });
    const rows = 'a,"b\n'.concat('x,y\n'.repeat(5_000_000));
    await expect(hurried.text(Buffer.from(rows), 'csv')).rejects.toMatchObject({ code: 'timeout' });
    await hurried.close();
  });
});
