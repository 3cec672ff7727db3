import type { MessagePort } from 'node:worker_threads';
import { borrowedScanner } from '../../../../platform/malware-scanner/lent/borrowed-scanner.js';
import { borrowedStore } from '../../../../platform/object-store/store-loan.js';
import { lowerPriority } from '../../../../platform/threads/low-priority.js';
import { packed } from '../../../../platform/threads/packed-error.js';
import { MagicTypeDetector } from '../../../../platform/type-detection/magic.type-detector.js';
import { examine, type Findings } from '../examination.js';
import { storedObject } from '../stored-object.js';
import type { ExaminationNews, ExaminationOrder, ExaminationOutcome, ExaminationRequest } from './examination-order.js';

lowerPriority();
const detector = new MagicTypeDetector();
let store: ReturnType<typeof borrowedStore> | undefined;
let current: Pick<ExaminationOrder, 'credentials' | 'port'>;

/** The entry of a thread that examines objects, one at a time. The port is closed by the other side. */
export default async function examineHere(order: ExaminationOrder): Promise<ExaminationOutcome> {
  const { port } = order;
  const stop = new AbortController();
  current = { credentials: order.credentials, port };
  port.on('message', (news: ExaminationNews) => {
    if (news === 'abort') stop.abort(new Error('The examination was given up.'));
    else current.credentials = news.credentials;
  });
  try {
    return { findings: await findings(order, stop.signal) };
  } catch (error) {
    return { failure: packed(error) };
  }
}

async function findings(order: ExaminationOrder, signal: AbortSignal): Promise<Findings> {
  const tell = (request: ExaminationRequest, ports: MessagePort[] = []) => current.port.postMessage(request, ports);
  store ??= borrowedStore(
    order.store,
    () => current.credentials,
    (operation, outcome) => tell({ kind: 'store', operation, outcome }),
  );
  const scanner = borrowedScanner(order.scanner, tell);
  const source = await storedObject(store, order.object, signal);
  return examine(source, { scanner, detector, scanFailures: order.scanFailures }, signal);
}
