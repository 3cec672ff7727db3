import { tmpdir } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { ClamdMalwareScanner } from '../../src/platform/malware-scanner/clamd.malware-scanner.js';
import { type ClamdOptions, defaultClamdOptions } from '../../src/platform/malware-scanner/clamd/clamd-options.js';
import { inspectorIn } from './inspector.js';
import { StubClamd } from './stub-clamd.js';

const MAX_SCAN_BYTES = 512 * 1024;

/** A double of clamd and the scanners that use it. */
export class ClamdStage {
  private readonly scanners: ClamdMalwareScanner[] = [];

  private constructor(readonly stub: StubClamd) {}

  static async start(): Promise<ClamdStage> {
    return new ClamdStage(await StubClamd.start());
  }

  scannerWith(options: Partial<ClamdOptions> = {}): ClamdMalwareScanner {
    const given = { ...defaultClamdOptions, url: this.stub.url, maxScanBytes: MAX_SCAN_BYTES, pauseMs: 5, ...options };
    const scanner = new ClamdMalwareScanner(given, inspectorIn(tmpdir())).start();
    this.scanners.push(scanner);
    return scanner;
  }

  async dispose(): Promise<void> {
    for (const scanner of this.scanners) scanner.onApplicationShutdown();
    await this.stub.dispose();
  }
}

/** Asks until the circuit has closed; the test's own timeout is the limit. */
export async function ready(scanner: ClamdMalwareScanner): Promise<void> {
  const isAway = () =>
    scanner.ping(new AbortController().signal).then(
      () => false,
      () => true,
    );
  while (await isAway()) await setImmediate();
}
