import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from '@jest/globals';
import { ClamdMalwareScanner } from '../../../src/platform/malware-scanner/clamd.malware-scanner.js';
import { defaultClamdOptions } from '../../../src/platform/malware-scanner/clamd/clamd-options.js';
import { describeMalwareScanner } from '../../../src/platform/malware-scanner/malware-scanner.contract.js';
import { TestClamd, whyNoClamd } from '../../support/clamd.js';
import { inspectorIn } from '../../support/inspector.js';

const missing = await whyNoClamd();

// Needs Debian's clamav-daemon, which only root may install: without it the run reports the missing package.
if (missing) describe.skip(`SKIPPED, clamd is not tested: ${missing}`, () => it('needs a clamd', () => undefined));
else
  describeMalwareScanner('a real clamd', async () => {
    const clamd = await TestClamd.start();
    const directory = await mkdtemp(join(tmpdir(), 'airlock-scan-'));
    const options = { ...defaultClamdOptions, url: clamd.url, maxScanBytes: 25 * 1024 * 1024 };
    const scanner = new ClamdMalwareScanner(options, inspectorIn(directory)).start();
    const stop = async () => {
      scanner.onApplicationShutdown();
      await clamd.dispose();
      const left = await readdir(directory);
      await rm(directory, { recursive: true });
      if (left.length) throw new Error(`Temporary files were left behind: ${left.join(', ')}`);
    };
    return { scanner, stop };
  });
