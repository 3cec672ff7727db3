import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigService } from '@nestjs/config';
import { Config } from '../../src/config/config.js';
import { readSettings } from '../../src/config/read-settings.js';
import { examine, type Findings } from '../../src/features/scanning/inspection/examination.js';
import { type PinnedObject, storedObject } from '../../src/features/scanning/inspection/stored-object.js';
import { ExaminationThreads } from '../../src/features/scanning/inspection/threads/examination-threads.js';
import { ArchiveOpener } from '../../src/platform/archives/opener/archive-opener.js';
import { CageMetrics } from '../../src/platform/cage/cage-metrics.js';
import { ProcessCage } from '../../src/platform/cage/process.cage.js';
import { ArchiveInspector } from '../../src/platform/malware-scanner/archive-inspector.js';
import { BuiltinMalwareScanner } from '../../src/platform/malware-scanner/builtin.malware-scanner.js';
import { ClamdMalwareScanner } from '../../src/platform/malware-scanner/clamd.malware-scanner.js';
import { type ClamdOptions } from '../../src/platform/malware-scanner/clamd/clamd-options.js';
import { ScannerLoan } from '../../src/platform/malware-scanner/lent/scanner-loan.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { S3ObjectStore } from '../../src/platform/object-store/s3/s3-object-store.js';
import { StoreLoan } from '../../src/platform/object-store/store-loan.js';
import { TemporaryFiles } from '../../src/platform/temporary-files/temporary-files.js';
import { MagicTypeDetector } from '../../src/platform/type-detection/magic.type-detector.js';
import { ProxiedStore } from './proxied-store.js';

/** Objects in a store behind a proxy, and both ways in which they are examined. */
export class ExaminationStage {
  readonly threads: ExaminationThreads;
  private readonly detector = new MagicTypeDetector();
  private put = 0;

  private constructor(
    readonly network: ProxiedStore,
    private readonly directory: string,
    private readonly cage: ProcessCage,
    private readonly scanner: BuiltinMalwareScanner | ClamdMalwareScanner,
    private readonly store: S3ObjectStore,
    /** Of the store, where its threads read its files. */
    directoryOfStore?: string,
  ) {
    const config = new Config(new ConfigService(readSettings({ SCAN_THREADS: '1' })));
    const terms = { ...termsOf(network), directory: directoryOfStore };
    const loan = new StoreLoan(terms, () => network.credentials);
    this.threads = new ExaminationThreads(loan, new ScannerLoan(scanner, cage, directory), config);
  }

  /** `readsFiles`: threads read the embedded store as in its own process. Otherwise both ways send requests. */
  static async start(clamd?: ClamdOptions, { readsFiles = false } = {}): Promise<ExaminationStage> {
    const [network, directory] = await Promise.all([
      ProxiedStore.start(),
      mkdtemp(join(tmpdir(), 'airlock-examination-')),
    ]);
    const temporary = new TemporaryFiles(directory);
    await temporary.prepare();
    const cage = new ProcessCage(temporary, new CageMetrics(new Metrics()), { scanning: 1 });
    const inspector = new ArchiveInspector({ temporary, opener: new ArchiveOpener(cage) });
    const scanner = clamd ? new ClamdMalwareScanner(clamd, inspector).start() : new BuiltinMalwareScanner(inspector);
    const store = new S3ObjectStore(termsOf(network), () => network.credentials);
    const directoryOfStore = readsFiles ? network.directory : undefined;
    return new ExaminationStage(network, directory, cage, scanner, store, directoryOfStore);
  }

  async stored(bytes: Buffer): Promise<PinnedObject> {
    const key = `object-${this.put++}`;
    await this.network.access().put(key, bytes, 'application/octet-stream');
    const { etag, size } = (await this.store.head(key))!;
    return { key, etag, size };
  }

  async inPlace(object: PinnedObject, signal = new AbortController().signal): Promise<Findings> {
    const { scanner, detector } = this;
    return examine(await storedObject(this.store, object, signal), { scanner, detector }, signal);
  }

  inThread(object: PinnedObject, signal = new AbortController().signal): Promise<Findings> {
    return this.threads.examine(object, signal, 0);
  }

  /** Rejects when a temporary file is left. */
  async stop(): Promise<void> {
    await this.threads.onApplicationShutdown();
    if (this.scanner instanceof ClamdMalwareScanner) this.scanner.onApplicationShutdown();
    await this.cage.onApplicationShutdown();
    this.store.onApplicationShutdown();
    await this.network.stop();
    const left = await readdir(this.directory);
    await rm(this.directory, { recursive: true });
    if (left.length) throw new Error(`Temporary files were left behind: ${left.join(', ')}`);
  }
}

function termsOf({ bucket, proxy }: ProxiedStore) {
  const location = { bucket, region: 'us-east-1', endpoint: proxy.endpoint, forcePathStyle: true };
  return { location, multipartCopyThresholdBytes: 5 * 1024 ** 2 };
}
