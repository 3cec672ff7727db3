import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ArchiveInspector } from '../../../src/platform/malware-scanner/archive-inspector.js';
import { ArchiveTools, whyNoArchiveTools } from '../../support/archive-tools.js';
import { archiveVariants } from '../../support/archive-variants.js';
import { eicar } from '../../support/fixtures.js';
import { MemoryAccess } from '../../support/memory-access.js';
import { writtenByTools } from '../../support/written-archives.js';
import { inspectorIn } from '../../support/inspector.js';

/** Another seed or more variants: AIRLOCK_TEST_ARCHIVES=seed:count. */
const [seed = 1, count = 1200] = process.env.AIRLOCK_TEST_ARCHIVES?.split(':').map(Number) ?? [];
/** Every so many are opened by the tools in any case, to test the tools. */
const SAMPLED = 40;
const never = new AbortController().signal;

const missing = await whyNoArchiveTools();

// Needs unzip, p7zip-full and libarchive-tools, which only root may install: without them the run reports the missing packages.
(missing ? describe.skip : describe)(
  missing ? `SKIPPED, no archive tools: ${missing}` : 'what common tools open',
  () => {
    let folder: string;
    let inspector: ArchiveInspector;
    let tools: ArchiveTools;
    let written: [name: string, bytes: Buffer][];
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'airlock-tools-'));
      // Alone: the engine beside it would find EICAR in bytes that are not compressed.
      inspector = inspectorIn(join(folder, 'tmp'));
      written = await writtenByTools(join(folder, 'written'));
      tools = await ArchiveTools.start(join(folder, 'extracted'), eicar());
    });
    afterAll(async () => {
      await tools.stop();
      await rm(folder, { recursive: true });
    });

    const verdictOf = async (bytes: Buffer) => (await inspector.inspect(new MemoryAccess(bytes), never)).verdict;

    it('is opened, or called unscannable, as the tools write it', async () => {
      expect(written.length).toBeGreaterThan(25);
      for (const [name, bytes] of written) {
        expect([name, await verdictOf(bytes)]).not.toEqual([name, 'clean']);
        expect([name, await tools.openers(bytes)]).not.toEqual([name, []]);
      }
    });

    it('is opened, or called unscannable, however it was changed', async () => {
      const overlooked: string[] = [];
      let opened = 0;
      let number = 0;
      for (const { recipe, bytes } of archiveVariants(seed, written)) {
        if (++number > count) break;
        const verdict = await verdictOf(bytes);
        expect([recipe, verdict]).not.toEqual([recipe, 'error']);
        if (verdict !== 'clean' && number % SAMPLED > 0) continue;
        const openers = await tools.openers(bytes);
        if (openers.length) opened += 1;
        if (openers.length && verdict === 'clean') overlooked.push(`${number}: ${openers.join(', ')}: ${recipe}`);
      }
      expect(overlooked).toEqual([]);
      expect(opened).toBeGreaterThan(count / SAMPLED / 4);
    }, 300_000);
  },
);
