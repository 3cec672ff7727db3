import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { TypeDetector } from '../../../platform/type-detection/type-detector.js';
import { MalwareScanner } from '../../../platform/malware-scanner/malware-scanner.js';
import { ObjectChangedError, ObjectStore } from '../../../platform/object-store/object-store.js';
import { examine, type Findings } from './examination.js';
import { ScanMetrics } from './scan-metrics.js';

/** One version of an object: all reads of an inspection are of these bytes. */
export interface PinnedObject {
  key: string;
  etag: string;
  size: number;
}

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
    const source = {
      size: object.size,
      open: () => this.read(object, signal),
      read: (start: number, end: number) => this.read(object, signal, { start, end }),
    };
    const tools = { scanner: this.scanner, detector: this.detector, scanFailures };
    return this.metrics.measure(object.size, () => examine(source, tools, signal));
  }

  private async read(
    { key, etag, size }: PinnedObject,
    signal: AbortSignal,
    range?: { start: number; end: number },
  ): Promise<Readable> {
    const body = await this.store.get(key, { etag, size, range, signal });
    if (!body) throw new ObjectChangedError(key);
    return body.stream;
  }
}
