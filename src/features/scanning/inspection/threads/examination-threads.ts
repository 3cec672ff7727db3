import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Tinypool } from 'tinypool';
import { Config } from '../../../../config/config.js';
import { ScannerLoan } from '../../../../platform/malware-scanner/lent/scanner-loan.js';
import type { StoreCredentials } from '../../../../platform/object-store/credentials.js';
import { StoreLoan } from '../../../../platform/object-store/store-loan.js';
import { unpacked } from '../../../../platform/threads/packed-error.js';
import type { Findings } from '../examination.js';
import type { PinnedObject } from '../stored-object.js';
import type { ExaminationNews, ExaminationOrder, ExaminationOutcome, ExaminationRequest } from './examination-order.js';

const PROGRAM = new URL('./examination.worker.js', import.meta.url);
/** Beside this module where the server is bundled (`scripts/bundle.mjs`): loaded in a third of the time. */
const BUNDLED_PROGRAM = join(import.meta.dirname, 'examination.worker.js');

/** Smaller ones are examined about as fast as they are handed over. */
const FROM_BYTES = 1024 * 1024;
const IDLE_MS = 60_000;
/** Buffers are not part of it. */
const HEAP_MB = 256;
/** Buffers of the bytes that are read are not in the heap: little is young at a time. */
const YOUNG_MB = 8;
const LOOK_AT_CREDENTIALS_MS = 30_000;

/**
 * Examines large objects in threads, so that this one stays free for requests. A thread is started when there is none for an
 * object, examines one at a time, and ends when it was idle for a minute. It reads the store by itself; the cage and the gate
 * to clamd are those of this thread.
 */
@Injectable()
export class ExaminationThreads implements OnApplicationShutdown {
  private readonly logger = new Logger('Scanner');
  private readonly most: number;
  private pool: Tinypool | undefined;

  constructor(
    private readonly store: StoreLoan,
    private readonly scanner: ScannerLoan,
    config: Config,
  ) {
    this.most = config.get('SCAN_THREADS');
  }

  takes({ size }: PinnedObject): boolean {
    return this.most > 0 && size >= FROM_BYTES && this.store.terms !== undefined;
  }

  /** An error of the thread, or its end, is an error of this examination only. */
  async examine(object: PinnedObject, signal: AbortSignal, scanFailures: number): Promise<Findings> {
    signal.throwIfAborted();
    const credentials = this.store.credentials();
    const { port1, port2 } = new MessageChannel();
    const pool = (this.pool ??= this.open());
    const interruption = new Interruption(port1, signal, () => this.leave(pool));
    const renewal = this.renewCredentials(port1, credentials);
    port1.on('message', (request: ExaminationRequest) => this.answer(request));
    try {
      const order = { object, scanFailures, port: port2, credentials, ...this.terms };
      const run = pool.run(order satisfies ExaminationOrder, { transferList: [port2] });
      const outcome = (await Promise.race([run, interruption.happened])) as ExaminationOutcome;
      if ('failure' in outcome) throw unpacked(outcome.failure);
      return outcome.findings;
    } finally {
      clearInterval(renewal);
      interruption.end();
      port1.close();
    }
  }

  /** The threads of the moment. */
  get running(): Tinypool['threads'] {
    return this.pool?.threads ?? [];
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.destroy();
  }

  private get terms(): Pick<ExaminationOrder, 'store' | 'scanner'> {
    return { store: this.store.terms!, scanner: this.scanner.terms };
  }

  private answer(request: ExaminationRequest): void {
    if (request.kind === 'store') this.store.observe(request.operation, request.outcome);
    else this.scanner.answer(request);
  }

  private open(): Tinypool {
    const pool = new Tinypool({
      filename: (existsSync(BUNDLED_PROGRAM) ? pathToFileURL(BUNDLED_PROGRAM) : PROGRAM).href,
      ...{ minThreads: 0, maxThreads: this.most, concurrentTasksPerWorker: 1, idleTimeout: IDLE_MS },
      // A thread that waits in Atomics.wait would not see that the store closes its connections.
      useAtomics: false,
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    // Of a thread that is idle; one that examines fails its examination.
    pool.on('error', (error: Error) => this.logger.warn(`An examination thread has ended: ${error.message}`));
    return pool;
  }

  /** A pool does not notice that a thread has ended without an error. Its others finish what they examine, and end idle. */
  private leave(pool: Tinypool): void {
    if (this.pool === pool) this.pool = undefined;
  }

  private renewCredentials(port: MessagePort, sent: StoreCredentials): NodeJS.Timeout {
    const look = () => {
      const now = this.store.credentials();
      if (now !== sent) port.postMessage({ credentials: (sent = now) } satisfies ExaminationNews);
    };
    return setInterval(look, LOOK_AT_CREDENTIALS_MS).unref();
  }
}

/** The end of an examination before its outcome: its signal aborts, or its thread is gone. */
class Interruption {
  private readonly interrupted = Promise.withResolvers<never>();

  constructor(
    private readonly port: MessagePort,
    private readonly signal: AbortSignal,
    private readonly vanished: () => void,
  ) {
    this.interrupted.promise.catch(() => undefined);
    signal.addEventListener('abort', this.abort, { once: true });
    port.once('close', this.gone);
  }

  get happened(): Promise<never> {
    return this.interrupted.promise;
  }

  end(): void {
    this.signal.removeEventListener('abort', this.abort);
    this.port.off('close', this.gone);
  }

  private readonly abort = () => {
    this.port.postMessage('abort' satisfies ExaminationNews);
    this.interrupted.reject(this.signal.reason as Error);
  };

  private readonly gone = () => {
    this.vanished();
    this.interrupted.reject(new Error('The examination thread has ended.'));
  };
}
