import { borrowedScanner } from '../../../../platform/malware-scanner/lent/borrowed-scanner.js';
import { borrowedStore } from '../../../../platform/object-store/store-loan.js';
import { packed } from '../../../../platform/threads/packed-error.js';
import { MagicTypeDetector } from '../../../../platform/type-detection/magic.type-detector.js';
import { examine, type Findings } from '../examination.js';
import { storedObject } from '../stored-object.js';
import type { ExaminationNews, ExaminationOrder, ExaminationOutcome } from './examination-order.js';

const detector = new MagicTypeDetector();
const credentials = {} as { current: ExaminationOrder['credentials'] };
let store: ReturnType<typeof borrowedStore> | undefined;

/** The entry of a thread that examines objects, one at a time. The port is closed by the other side. */
export default async function examineHere(order: ExaminationOrder): Promise<ExaminationOutcome> {
  const { port } = order;
  const stop = new AbortController();
  credentials.current = order.credentials;
  port.on('message', (news: ExaminationNews) => {
    if (news === 'abort') stop.abort(new Error('The examination was given up.'));
    else credentials.current = news.credentials;
  });
  try {
    return { findings: await findings(order, stop.signal) };
  } catch (error) {
    return { failure: packed(error) };
  }
}

async function findings(order: ExaminationOrder, signal: AbortSignal): Promise<Findings> {
  store ??= borrowedStore(order.store, credentials);
  const scanner = borrowedScanner(order.scanner, (request, ports) => order.port.postMessage(request, ports));
  const source = await storedObject(store, order.object, signal);
  return examine(source, { scanner, detector, scanFailures: order.scanFailures }, signal);
}
