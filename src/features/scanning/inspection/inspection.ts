import { Injectable } from '@nestjs/common';
import { MalwareScanner } from '../../../platform/malware-scanner/malware-scanner.js';
import { ObjectStore } from '../../../platform/object-store/object-store.js';
import { TypeDetector } from '../../../platform/type-detection/type-detector.js';
import { examine, type Findings } from './examination.js';
import { ScanMetrics } from './scan-metrics.js';
import { type PinnedObject, storedObject } from './stored-object.js';
import { ExaminationThreads } from './threads/examination-threads.js';

export type { PinnedObject };

/** Examines an object in the store: large ones in threads of their own. */
@Injectable()
export class Inspection {
  constructor(
    private readonly store: ObjectStore,
    private readonly scanner: MalwareScanner,
    private readonly detector: TypeDetector,
    private readonly threads: ExaminationThreads,
    private readonly metrics: ScanMetrics,
  ) {}

  of(object: PinnedObject, signal: AbortSignal, scanFailures = 0): Promise<Findings> {
    return this.metrics.measure(object.size, () => {
      if (this.threads.takes(object)) return this.threads.examine(object, signal, scanFailures);
      return this.examineHere(object, signal, scanFailures);
    });
  }

  private async examineHere(object: PinnedObject, signal: AbortSignal, scanFailures: number): Promise<Findings> {
    const { store, scanner, detector } = this;
    return examine(await storedObject(store, object, signal), { scanner, detector, scanFailures }, signal);
  }
}
