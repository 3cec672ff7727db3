import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { childProcesses } from '../../support/child-processes.js';
import { LentExtractor } from '../../support/caged-extractor.js';
import { hostileDocuments } from '../../support/hostile-documents.js';

describe('a hostile document, read in the cage', () => {
  const before = childProcesses();
  let lent: LentExtractor;
  beforeAll(async () => {
    lent = await LentExtractor.open();
  });
  afterAll(() => lent.close());

  it.each(Object.entries(hostileDocuments))('%s ends as it must, and the next one is read', async (_name, hostile) => {
    const end = await lent.text(hostile.bytes(), hostile.format).catch((error: { code: string }) => error);
    if (hostile.codes) expect(hostile.codes).toContain((end as { code: string }).code);
    else expect(end).toBe(hostile.text);
    expect(await lent.text(Buffer.from('next'), 'txt')).toBe('next');
  });

  it('leaves no process behind', async () => {
    await lent.close();
    while (childProcesses().some((pid) => !before.includes(pid))) await setTimeout(20);
    lent = await LentExtractor.open();
  });
});
