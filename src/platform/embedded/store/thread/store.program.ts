import { parentPort, workerData } from 'node:worker_threads';
import { type EventRecord } from '../events/event-record.js';
import { startEmbeddedStore } from '../start-embedded-store.js';
import { type FromThread, type ThreadOptions } from './messages.js';

// The embedded store in a thread of its own. Imports little: it is loaded at every start, beside the product.
const { dataDir, ...options } = workerData as ThreadOptions;
const say = (message: FromThread) => parentPort?.postMessage(message);

let created: string[] = [];

/** Objects that are created in one turn of the event loop are reported together. */
function report(records: readonly EventRecord[]): void {
  const keys = records.filter(({ eventName }) => eventName.startsWith('ObjectCreated')).map(keyOf);
  if (keys.length === 0) return;
  if (created.length === 0) setImmediate(flush);
  created.push(...keys);
}

function flush(): void {
  say({ kind: 'created', keys: created });
  created = [];
}

/** S3's events carry keys in form encoding. */
function keyOf({ s3 }: EventRecord): string {
  return decodeURIComponent(s3.object.key.replaceAll('+', ' '));
}

const { stop, ...store } = await startEmbeddedStore(dataDir, {
  ...options,
  onEvent: report,
  onError: (error) =>
    say({ kind: 'defect', text: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
});
parentPort?.once('message', () => void stop().then(() => parentPort?.close()));
say({ kind: 'ready', store });
