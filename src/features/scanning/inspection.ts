import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { DETECTION_HEAD_BYTES, type DetectedType, TypeDetector } from '../../platform/type-detection/type-detector.js';
import { StreamGarbage } from '../../platform/memory/stream-garbage.js';
import { MalwareScanner, type RandomAccess, type Verdict } from '../../platform/malware-scanner/malware-scanner.js';
import { ObjectChangedError, ObjectStore } from '../../platform/object-store/object-store.js';

/** One version of an object: all reads of an admission are of these bytes. */
export interface PinnedObject {
  key: string;
  etag: string;
  size: number;
}

export interface Findings {
  sha256: string;
  detected: DetectedType;
  verdict: Verdict;
  scannerVersion: string;
}

/** Finds out everything about an object in one pass of its bytes, whatever its size, in constant memory. */
@Injectable()
export class Inspection {
  constructor(
    private readonly store: ObjectStore,
    private readonly scanner: MalwareScanner,
    private readonly detector: TypeDetector,
  ) {}

  async of(object: PinnedObject, signal: AbortSignal): Promise<Findings> {
    const access = this.randomAccess(object, signal);
    const session = await this.scanner.open(access, signal);
    try {
      const hash = createHash('sha256');
      const head = new Head();
      const garbage = new StreamGarbage();
      const body = await this.read(object, signal);
      for await (const chunk of body as AsyncIterable<Buffer>) {
        signal.throwIfAborted();
        hash.update(chunk);
        head.take(chunk);
        await session.write(chunk);
        garbage.count(chunk);
      }
      const verdict = await session.finish();
      const detected = await this.detector.detect(head.bytes(), access);
      return { sha256: hash.digest('hex'), detected, verdict, scannerVersion: session.version };
    } finally {
      await session.close();
    }
  }

  private randomAccess(object: PinnedObject, signal: AbortSignal): RandomAccess {
    const read = (start: number, end: number) => this.read(object, signal, { start, end });
    return { size: object.size, read };
  }

  private async read(
    object: PinnedObject,
    signal: AbortSignal,
    range?: { start: number; end: number },
  ): Promise<Readable> {
    const body = await this.store.get(object.key, { etag: object.etag, range, signal });
    if (!body) throw new ObjectChangedError(object.key);
    return body.stream;
  }
}

/** The first bytes, which tell a type. */
class Head {
  private chunks: Buffer[] = [];
  private length = 0;

  take(chunk: Buffer): void {
    if (this.length >= DETECTION_HEAD_BYTES) return;
    const part = chunk.subarray(0, DETECTION_HEAD_BYTES - this.length);
    this.chunks.push(part);
    this.length += part.length;
  }

  bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }
}
