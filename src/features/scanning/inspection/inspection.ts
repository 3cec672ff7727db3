import { Injectable } from '@nestjs/common';
import { MalwareScanner } from '../../../platform/malware-scanner/malware-scanner.js';
import { ObjectStore } from '../../../platform/object-store/object-store.js';
import { TypeDetector } from '../../../platform/type-detection/type-detector.js';
import { examine, type Findings } from './examination.js';
import { ScanMetrics } from './scan-metrics.js';
import { type PinnedObject, storedObject } from './stored-object.js';

export type { PinnedObject };

/** Examines an object in the store. */
@Injectable()
export class Inspection {
  constructor(
    private readonly store: ObjectStore,
    private readonly scanner: MalwareScanner,
    private readonly detector: TypeDetector,
    private readonly metrics: ScanMetrics,
  ) {}

  of(object: PinnedObject, signal: AbortSignal, scanFailures = 0): Promise<Findings> {
    const tools = { scanner: this.scanner, detector: this.detector, scanFailures };
    return this.metrics.measure(object.size, async () =>
      examine(await storedObject(this.store, object, signal), tools, signal),
    );
  }
}
