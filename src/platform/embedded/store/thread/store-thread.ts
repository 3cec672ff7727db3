import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type FromThread, STOP, type StoreAddress, type ThreadOptions } from './messages.js';

/** Enough for a few hundred requests at a time; bodies are not in this memory. */
const HEAP_MIB = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 };

export interface StoreThreadOptions extends ThreadOptions {
  /** The compiled program of the thread. */
  program: string | URL;
  /** Called for defects, with a text for the log. */
  onDefect: (text: string) => void;
}

/**
 * The embedded store in a thread of its own: receiving, hashing and writing bodies never delays the thread that answers
 * requests of the product. Its port, credentials and files are those of `startEmbeddedStore`.
 */
export class StoreThread {
  /** Resolves when requests are served. Rejects when the store could not be started. */
  readonly ready: Promise<StoreAddress>;
  /** Resolves when the thread ended by itself. */
  readonly failed: Promise<Error>;
  private readonly worker: Worker;
  private readonly exit: Promise<unknown>;
  private isStopping = false;
  private early: string[] = [];
  private created: (keys: readonly string[]) => void = (keys) => void this.early.push(...keys);

  constructor({ program, onDefect, ...options }: StoreThreadOptions) {
    const ready = Promise.withResolvers<StoreAddress>();
    const failed = Promise.withResolvers<Error>();
    this.ready = ready.promise;
    this.failed = failed.promise;
    this.worker = new Worker(program, { name: 'store', workerData: options, resourceLimits: HEAP_MIB });
    this.exit = once(this.worker, 'exit').catch(() => undefined);
    this.worker.on('message', (message: FromThread) => {
      if (message.kind === 'ready') ready.resolve(message.store);
      else if (message.kind === 'created') this.created(message.keys);
      else onDefect(message.text);
    });
    const fail = (error: Error) => {
      ready.reject(error);
      if (!this.isStopping) failed.resolve(new Error(explain(error), { cause: error }));
    };
    this.worker.once('error', fail);
    this.worker.once('exit', (code) => fail(new Error(`the thread exited with code ${code}`)));
    // Awaited later, or not at all when another part fails first.
    this.ready.catch(() => undefined);
  }

  /** Passes on the keys of created objects, also of those before this call. */
  onCreated(listener: (key: string) => void): void {
    this.created = (keys) => keys.forEach(listener);
    this.created(this.early.splice(0));
  }

  /** Waits a moment for running requests, as the store does. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.worker.postMessage(STOP);
    await this.exit;
  }
}

function explain(error: Error): string {
  return (
    `The embedded store ended: ${error.message}. Objects that were stored are on disk: start again, or set S3_ENDPOINT or ` +
    'AWS_STORAGE_BUCKET_NAME to use another store.'
  );
}
