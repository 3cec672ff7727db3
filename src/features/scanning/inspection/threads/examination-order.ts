import type { MessagePort } from 'node:worker_threads';
import type { ScannerRequest, ScannerTerms } from '../../../../platform/malware-scanner/lent/scanner-loan.js';
import type { StoreCredentials } from '../../../../platform/object-store/credentials.js';
import type { RequestOutcome } from '../../../../platform/object-store/s3/request-observer.js';
import type { StoreTerms } from '../../../../platform/object-store/store-loan.js';
import type { PackedError } from '../../../../platform/threads/packed-error.js';
import type { Findings } from '../examination.js';
import type { PinnedObject } from '../stored-object.js';

/** One examination by another thread. */
export interface ExaminationOrder {
  object: PinnedObject;
  scanFailures: number;
  store: StoreTerms;
  credentials: StoreCredentials;
  scanner: ScannerTerms;
  /** To the thread that ordered it: `ExaminationRequest` one way, `ExaminationNews` the other. */
  port: MessagePort;
}

/** What the scanner needs, or a request to the store to be counted. */
export type ExaminationRequest = ScannerRequest | { kind: 'store'; operation: string; outcome: RequestOutcome };

/** Renewed credentials, or that the findings are not needed any more. */
export type ExaminationNews = { credentials: StoreCredentials } | 'abort';

export type ExaminationOutcome = { findings: Findings } | { failure: PackedError };
